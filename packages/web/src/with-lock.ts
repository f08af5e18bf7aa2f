import { AbortedError, OverpaintError } from '@overpaint/core';

/** Where the browser knows no locks, on pages that are not secure: what was begun last under each name. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Does `work` while no other work of the same name is done, on no page of this site.
 *
 * @throws AbortedError `ABORTED` when the signal fires while it waits.
 */
export async function withLock<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  const { locks } = (globalThis.navigator ?? {}) as { locks?: LockManager };
  if (locks === undefined) {
    const turn = (queues.get(name) ?? Promise.resolve()).then(work);
    queues.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  }
  try {
    return await locks.request(name, signal ? { signal } : {}, work);
  } catch (error) {
    throw signal?.aborted && !(error instanceof OverpaintError) ? new AbortedError(signal.reason) : error;
  }
}
