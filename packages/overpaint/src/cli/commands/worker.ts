import { loadQueue } from '../load-queue.js';
import { logLine, troubleLine } from '../log-line.js';
import { type ServedFlags, servedModels } from '../served-models.js';
import type { CommonFlags } from '../session.js';
import { Terminal } from '../terminal.js';
import { untilStopped } from '../until-stopped.js';
import { UsageError } from '../usage-error.js';

/** Flags of `overpaint worker`. */
export interface WorkerFlags extends CommonFlags, ServedFlags {
  readonly queue?: string;
  readonly store: string;
  readonly keepHours?: number;
}

/** `overpaint worker`: paints jobs of a queue until it is told to stop. Returns the exit status. */
export async function worker(flags: WorkerFlags): Promise<number> {
  const { queue: connection, store, keepHours } = flags;
  if (connection === undefined) throw new UsageError('--queue: expected the address of a Redis, received nothing.');
  const { createWorker } = await loadQueue();
  const terminal = new Terminal(flags);
  const options = servedModels(flags);
  const painting = await createWorker({
    ...options,
    connection,
    store,
    resultSeconds: keepHours && keepHours * 3600,
    signals: false, // below, with a word about it
    onJob: (record) => terminal.note(logLine({ event: 'job', ...record })),
    onTrouble: (error) => terminal.error(troubleLine(error)),
  });
  const models = Object.keys(options.models ?? {});
  terminal.note(logLine({ event: 'ready', id: painting.id, models }));
  terminal.data({ id: painting.id, models });
  await untilStopped(terminal);
  await painting.close();
  return 0;
}
