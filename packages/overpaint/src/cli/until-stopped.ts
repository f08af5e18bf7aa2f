import type { Terminal } from './terminal.js';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Until the first signal; the second one ends the process as usual. */
export async function untilStopped(terminal: Terminal): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
  terminal.note('Stopping: what is being painted is finished first. Once more to leave at once.');
  for (const signal of signals) process.removeAllListeners(signal);
}
