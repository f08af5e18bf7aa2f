import pc from 'picocolors';
import { bar } from '../../bar.js';
import { bytesText } from '../../bytes-text.js';
import { type CommonFlags, openSession } from '../../session.js';

/** `overpaint models verify`: reads every byte of downloads, all of them by default. Returns the exit status. */
export async function verifyModels(names: readonly string[], flags: CommonFlags): Promise<number> {
  const { terminal, overpaint, interruption } = openSession(flags);
  const ids = names.length > 0 ? names : (await overpaint.listModels()).map(({ id }) => id);
  const verified = [];
  for (const id of ids) {
    const { signal } = interruption;
    const onProgress = (read: number, total: number) =>
      terminal.progress(`${id}  ${bar(total > 0 ? read / total : 1)}  checking ${bytesText(total)}`);
    const result = await overpaint.verifyModel(id, { signal, onProgress });
    verified.push(result);
    for (const path of result.damaged) terminal.error(`${id}: ${path} was damaged, and has been removed.`);
    const state = result.whole ? 'whole' : `not whole; "overpaint models pull ${id}" fetches what is missing`;
    terminal.print(`${pc.bold(id)}  ${result.files} files, ${bytesText(result.bytes)}: ${state}`);
  }
  terminal.data(verified);
  return verified.every(({ whole }) => whole) ? 0 : 1;
}
