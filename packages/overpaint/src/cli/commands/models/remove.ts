import { type CommonFlags, openSession } from '../../session.js';

/** `overpaint models rm`: removes downloads. Returns the exit status. */
export async function removeModels(names: readonly string[], flags: CommonFlags): Promise<number> {
  const { terminal, overpaint } = openSession(flags);
  const removed: { id: string; removed: boolean }[] = [];
  for (const id of names) removed.push({ id, removed: await overpaint.removeModel(id) });
  for (const { id, removed: was } of removed) {
    if (was) terminal.print(id);
    else terminal.error(`${id}: not among the downloads. "overpaint models" lists them.`);
  }
  terminal.data(removed);
  return removed.every(({ removed: was }) => was) ? 0 : 1;
}
