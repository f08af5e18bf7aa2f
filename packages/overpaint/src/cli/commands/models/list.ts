import pc from 'picocolors';
import { bytesText } from '../../bytes-text.js';
import { installedModels } from '../../installed-models.js';
import { type CommonFlags, openSession } from '../../session.js';

/** `overpaint models`: what `--model` takes by name here, packages first, then what was downloaded. */
export async function listModels(flags: CommonFlags): Promise<void> {
  const { terminal, overpaint } = openSession(flags);
  const installed = await installedModels();
  const stored = await overpaint.listModels();
  for (const { id, folder, embedded } of installed) {
    terminal.print(`${pc.bold(id)}  ${folder}${embedded ? '  (embedded)' : ''}`);
  }
  for (const { id, bytes, complete, folder } of stored) {
    terminal.print(`${pc.bold(id)}  ${bytesText(bytes)}${complete ? '' : ', not complete'}  ${folder}`);
  }
  terminal.data([...installed, ...stored.map((model) => ({ ...model, embedded: false }))]);
}
