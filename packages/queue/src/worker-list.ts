import type { ServedModel } from '@overpaint/server';
import type { Redis } from 'ioredis';
import type { Names } from './names.js';

/** What a worker tells of itself. */
export interface WorkerInfo {
  readonly models: readonly ServedModel[];
  readonly controlNets: readonly string[];
  readonly loras: readonly string[];
  /** The model that it painted with last, and has open. */
  readonly held?: string | undefined;
  /** What its store is known by: a text that lies in it. */
  readonly store?: string | undefined;
}

/** Seconds for which a worker counts as there after it told so. */
const alive = 15;

/** Tells of a worker as long as it lives. */
export async function tellWorker(redis: Redis, names: Names, id: string, info: WorkerInfo): Promise<void> {
  await redis.hset(names.workers, id, JSON.stringify({ ...info, until: Date.now() + alive * 1000 }));
}

export const forgetWorker = (redis: Redis, names: Names, id: string) => redis.hdel(names.workers, id);

/** The workers that live. Those that were killed are forgotten. */
export async function listWorkers(redis: Redis, names: Names): Promise<WorkerInfo[]> {
  const entries = Object.entries(await redis.hgetall(names.workers)).map(
    ([id, text]) => [id, JSON.parse(text) as WorkerInfo & { until: number }] as const,
  );
  const gone = entries.filter(([, { until }]) => until < Date.now() - 10 * alive * 1000).map(([id]) => id);
  if (gone.length > 0) await redis.hdel(names.workers, ...gone);
  return entries.filter(([, { until }]) => until >= Date.now()).map(([, info]) => info);
}
