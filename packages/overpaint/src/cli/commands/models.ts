import pc from 'picocolors';
import { installedModels } from '../installed-models.js';
import type { CommonFlags } from '../session.js';
import { Terminal } from '../terminal.js';

/** `overpaint models`: what `--model` takes by name here. */
export async function listModels(flags: CommonFlags): Promise<void> {
  const terminal = new Terminal(flags);
  const models = await installedModels();
  for (const { id, folder, embedded } of models) {
    terminal.print(`${pc.bold(id)}  ${folder}${embedded ? '  (embedded)' : ''}`);
  }
  terminal.data(models);
}
