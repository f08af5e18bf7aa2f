import { randomUUID } from 'node:crypto';
import { InvalidArgumentError } from '@overpaint/node';
import type { WorkerInfo } from '../worker-list.js';
import type { Store } from './store.js';

const key = 'store-id';

/** What a store is known by, on whatever machine and under whatever path: a text that lies in it, put there by who comes first. */
export async function storeId(store: Store): Promise<string> {
  const known = await store.read(key);
  if (known) return Buffer.from(known).toString();
  const own = randomUUID();
  if (await store.write(key, Buffer.from(own))) return own;
  return storeId(store); // another machine was first
}

/**
 * Jobs name pictures by their keys: where a machine sees another store, none of its jobs can be painted, or delivered.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` where a worker that lives paints for another store.
 */
export function checkSameStore(id: string, workers: readonly Pick<WorkerInfo, 'store'>[]): void {
  const other = workers.find(({ store }) => store !== undefined && store !== id)?.store;
  if (other === undefined) return;
  throw new InvalidArgumentError(
    'store',
    `the store of the workers that are there (its store-id is ${other})`,
    `one whose store-id is ${id}`,
    'All machines of a queue share one folder or bucket. To move to another one, or if it was emptied, stop all workers first; one that was killed counts as there for 15 s.',
  );
}
