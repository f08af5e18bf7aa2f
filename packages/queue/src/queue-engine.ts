import { setTimeout as sleep } from 'node:timers/promises';
import { checkNames } from '@overpaint/core/platform';
import { UnsupportedError } from '@overpaint/node';
import type { Engine, ServedModel } from '@overpaint/server';
import { PaintQueue, type QueueOptions, queueNames } from './queue.js';
import type { WorkerInfo } from './worker-list.js';

export interface QueueEngineOptions extends QueueOptions {
  /** Seconds to wait for a first worker, which says what is served. @defaultValue 60 */
  readonly waitSeconds?: number | undefined;
}

/**
 * An engine for `@overpaint/server` that paints nothing itself: workers behind the queue do. It serves what they serve.
 *
 * @throws UnsupportedError `UNSUPPORTED` where no worker comes in time; InvalidArgumentError `INVALID_ARGUMENT` where workers have
 * another store.
 * @example
 * ```ts
 * import { queueEngine } from '@overpaint/queue';
 * import { listen } from '@overpaint/server';
 * declare const connection: string; // such as redis://127.0.0.1:6379
 * const server = await listen(await queueEngine({ connection, store: 'pictures' }), { port: 0 });
 * await server.close();
 * ```
 */
export async function queueEngine(asked: QueueEngineOptions): Promise<Engine> {
  checkNames('options', asked, { ...queueNames, waitSeconds: true });
  const { waitSeconds = 60, ...options } = asked;
  const queue = new PaintQueue(options);
  let served = servedBy(await queue.workers());
  for (const begun = Date.now(); served === undefined && Date.now() - begun < waitSeconds * 1000; await sleep(250)) {
    served = servedBy(await queue.workers());
  }
  if (served === undefined) {
    await queue.close();
    throw new UnsupportedError('queue', `No worker came within ${waitSeconds} s. Start one with createWorker().`);
  }
  try {
    await queue.checkStore();
  } catch (error) {
    await queue.close();
    throw error;
  }
  let known = served;
  const look = async () => {
    known = servedBy(await queue.workers()) ?? known; // without workers, requests wait for some
  };
  const timer = setInterval(() => void look().catch(options.onTrouble ?? (() => {})), 5000);
  timer.unref();
  const underWay = new Set<Promise<unknown>>();
  return {
    get models() {
      return known.models;
    },
    get controlNets() {
      return known.controlNets;
    },
    get loras() {
      return known.loras;
    },
    paint(request, control) {
      const work = queue.add(request, control).then((job) => job.result());
      underWay.add(work);
      return work.finally(() => underWay.delete(work));
    },
    metrics: () => queue.metrics(),
    async close() {
      clearInterval(timer);
      await Promise.allSettled(underWay);
      await queue.close();
    },
  };
}

/** All that some worker serves. */
function servedBy(workers: readonly WorkerInfo[]) {
  const all = new Map(
    workers.flatMap(({ models }) => models.map((model): [string, ServedModel] => [model.name, model])),
  );
  const [first, ...others] = all.values();
  if (first === undefined) return undefined;
  const models: Engine['models'] = [first, ...others];
  const namesOf = (list: 'controlNets' | 'loras') => [...new Set(workers.flatMap((worker) => worker[list]))];
  return { models, controlNets: namesOf('controlNets'), loras: namesOf('loras') };
}
