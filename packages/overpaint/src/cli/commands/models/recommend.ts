import pc from 'picocolors';
import { type RecommendedModel, recommendedModels } from '../../../index.js';
import { bytesText } from '../../bytes-text.js';
import type { CommonFlags } from '../../session.js';
import { Terminal } from '../../terminal.js';

/** `overpaint models recommend`: models worth beginning with. */
export async function recommendModels(flags: CommonFlags): Promise<void> {
  const terminal = new Terminal(flags);
  for (const model of recommendedModels) {
    terminal.print(`${pc.bold(model.id)}${model.revision ? `@${model.revision}` : ''}  (${model.purpose})`);
    for (const line of linesOf(model)) terminal.print(`  ${line}`);
  }
  terminal.data(recommendedModels);
}

function linesOf({ family, downloadBytes, memoryBytes, ...model }: RecommendedModel): string[] {
  const sizes = [
    ...(downloadBytes === undefined ? [] : [`${bytesText(downloadBytes)} to fetch`]),
    ...(memoryBytes === undefined ? [] : [`${bytesText(memoryBytes)} in memory`]),
  ];
  return [
    model.goodFor,
    [family, ...sizes].join(', '),
    `${model.licence}: ${model.commercial ? '' : 'no commercial use; '}forbids ${model.forbids}`,
    ...(model.convert ? ['weights of PyTorch: "overpaint convert" says how to export them'] : []),
    model.status === 'untested' ? 'untested' : 'layout tested on a replica',
  ];
}
