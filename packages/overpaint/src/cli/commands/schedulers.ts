import pc from 'picocolors';
import { schedulers } from '../../index.js';
import type { CommonFlags } from '../session.js';
import { Terminal } from '../terminal.js';

/** `overpaint schedulers` */
export function listSchedulers(flags: CommonFlags): void {
  const terminal = new Terminal(flags);
  const all = Object.values(schedulers);
  const width = Math.max(...all.map(({ name }) => name.length));
  for (const { name, callsPerStep, stochastic, a1111, paper } of all) {
    const noise = stochastic === true ? 'draws noise' : stochastic ? `noise by ${stochastic}` : 'deterministic';
    const also = a1111.length > 0 ? `  A1111: ${a1111.join(', ')}.` : '';
    terminal.print(
      `${pc.bold(name.padEnd(width))}  ${callsPerStep} call${callsPerStep === 1 ? '' : 's'} a step, ${noise}.${also}  ${pc.dim(paper)}`,
    );
  }
  terminal.data(all);
}
