import { randomUUID } from 'node:crypto';
import { checkNames, type NamesOf } from '@overpaint/core/platform';
import { AbortedError, InvalidArgumentError } from '@overpaint/node';
import { type Engine, type LocalEngineOptions, localEngine, type PaintProgress } from '@overpaint/server';
import { Worker as BullWorker, type Job, Queue, UnrecoverableError } from 'bullmq';
import { chooseModels, type Waiting } from './choose-model.js';
import { type Connection, connect } from './connection.js';
import { hasResult, type JobData, readRequest, removeResults, removeSources, storeResult } from './job-data.js';
import { namesOf } from './names.js';
import { waitedSeconds } from './queue-metrics.js';
import { isFinal, tellError } from './remote-error.js';
import type { Store } from './store/store.js';
import { checkSameStore, storeId } from './store/store-id.js';
import { storeOf } from './store/store-of.js';
import { forgetWorker, listWorkers, tellWorker } from './worker-list.js';

export interface WorkerOptions extends LocalEngineOptions {
  /** Redis: `redis://host:6379`, or options of ioredis. */
  readonly connection: Connection;
  /** Where pictures lie; the same as the queue's. A path is a folder, `s3://bucket/prefix` a bucket. */
  readonly store: Store | string;
  /** Of the queue. @defaultValue `'overpaint'` */
  readonly name?: string | undefined;
  /** What paints, in place of the models above. The worker closes it. */
  readonly engine?: Engine | undefined;
  /** Seconds that a job of another model may wait while there are jobs of the model that the worker holds. @defaultValue 30 */
  readonly patience?: number | undefined;
  /** Seconds after which a job counts as given up by a worker that no longer says that it paints it. @defaultValue 30 */
  readonly lockSeconds?: number | undefined;
  /** Times that a job may be given up so before it fails: it may be what kills workers. @defaultValue 10 */
  readonly maxStalls?: number | undefined;
  /**
   * Seconds after which results are removed from the store, whoever painted them: of a folder; a bucket has rules of its own for it.
   * @defaultValue never
   */
  readonly resultSeconds?: number | undefined;
  /** Whether `SIGTERM` and `SIGINT` close the worker: the painting under way ends, and no other begins. @defaultValue true */
  readonly signals?: boolean | undefined;
  /** Told about trouble that is the worker's own. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
  /** Told about each job that this worker is done with. */
  readonly onJob?: ((record: JobRecord) => void) | undefined;
}

const optionNames: NamesOf<WorkerOptions> = {
  ...{ connection: true, store: true, name: true, patience: true, lockSeconds: true, maxStalls: true },
  ...{ resultSeconds: true, signals: true, onTrouble: true, onJob: true },
  ...{ engine: true, overpaint: true, models: true, controlNets: true, loraFolder: true },
};

/** What a worker did with a job. */
export interface JobRecord {
  readonly id: string;
  readonly model: string;
  readonly outcome: 'done' | 'failed' | 'retried';
  /** Of work, without waiting. */
  readonly seconds: number;
}

export interface PaintWorker {
  readonly id: string;
  /** Takes nothing more, lets the painting under way end, frees everything. Safe to call twice. */
  close(): Promise<void>;
}

/** A job that is being painted. */
interface Running {
  readonly id: string;
  readonly stop: AbortController;
  readonly finish: AbortController;
}

type PaintJob = Job<JobData, true>;

/**
 * Paints jobs of a queue, one at a time, until it is closed: first those of the model that it has open. A job of a worker that was
 * killed goes to another one, and is delivered once: the first result that is stored stands.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT`, also where other workers of the queue have another store; what `localEngine()`
 * throws for models that are not there.
 * @example
 * ```ts
 * import { createWorker } from '@overpaint/queue';
 * declare const connection: string; // such as redis://127.0.0.1:6379
 * const worker = await createWorker({ connection, store: 'pictures', models: { mini: '@overpaint/model-mini' } });
 * await worker.close();
 * ```
 */
export async function createWorker(options: WorkerOptions): Promise<PaintWorker> {
  checkNames('options', options, optionNames);
  const { connection, name = 'overpaint', patience = 30, lockSeconds = 30, maxStalls = 10, signals = true } = options;
  const { onTrouble = () => {}, onJob = () => {}, overpaint, models, controlNets, loraFolder } = options;
  const store = storeOf(options.store);
  const { resultSeconds } = options;
  if (resultSeconds !== undefined) checkResultSeconds(resultSeconds, store);
  const names = namesOf(name);
  const stored = await storeId(store);
  const engine = options.engine ?? (await localEngine({ overpaint, models, controlNets, loraFolder }));
  const id = randomUUID();
  const redis = connect(connection, onTrouble);
  try {
    checkSameStore(stored, await listWorkers(redis, names));
  } catch (error) {
    redis.disconnect();
    await engine.close();
    throw error;
  }
  const subscriber = connect(connection, onTrouble);

  let held: string | undefined;
  let running: Running | undefined;
  let closing: Promise<void> | undefined;
  let wake = () => {};
  subscriber.on('message', (channel: string, text: string) => {
    if (channel === names.wake) return wake();
    const { id: about, order } = JSON.parse(text) as { id: string; order: string };
    if (running?.id === about) obey(running, order);
  });
  subscriber.on('ready', () => wake()); // what was said while the connection was gone was not heard
  await subscriber.subscribe(names.wake, names.control);
  const wakeAll = () => void (closing ?? redis.publish(names.wake, 'again').catch(onTrouble));

  const lines = new Map<string, { readonly queue: Queue; readonly worker: BullWorker<JobData, true> }>();
  for (const { name: model } of engine.models) {
    const settings = { connection: redis as never };
    const queue = new Queue(names.queue(model), settings);
    const worker = new BullWorker<JobData, true>(names.queue(model), null, {
      ...settings,
      autorun: false,
      lockDuration: lockSeconds * 1000,
      stalledInterval: (lockSeconds * 1000) / 2,
      maxStalledCount: maxStalls,
    });
    queue.on('error', onTrouble);
    worker.on('error', onTrouble);
    worker.on('stalled', wakeAll);
    await worker.waitUntilReady();
    await worker.startStalledCheckTimer();
    lines.set(model, { queue, worker });
  }
  const tell = () => tellWorker(redis, names, id, { ...infoOf(engine), held, store: stored });
  await tell();
  const telling = setInterval(() => void tell().catch(onTrouble), 5000);

  async function order(): Promise<string[]> {
    if (lines.size === 1) return [...lines.keys()];
    const waiting = await Promise.all([...lines].map(([model, { queue }]) => waitingFor(model, queue)));
    const some = waiting.filter((each) => each !== undefined);
    return chooseModels(some, held, patience);
  }

  /** A job, of the model that is to be painted next. */
  async function take(token: string): Promise<PaintJob | undefined> {
    for (const model of await order()) {
      const job = await lines.get(model)!.worker.getNextJob(token, { block: false });
      if (job) return job;
    }
    return undefined;
  }

  async function paint(job: PaintJob, jobId: string, token: string): Promise<void> {
    const { data } = job;
    const current: Running = { id: jobId, stop: new AbortController(), finish: new AbortController() };
    running = current;
    const obeyOrder = async () => obey(current, await redis.get(names.stop(jobId)));
    const renew = async () => {
      await job.extendLock(token, lockSeconds * 1000);
      await obeyOrder();
    };
    // Whoever has lost the lock has lost the job: somebody else paints it.
    const renewing = setInterval(() => void renew().catch(() => current.stop.abort()), (lockSeconds * 1000) / 3);
    const say = (event: object) => void redis.publish(names.events(jobId), JSON.stringify(event)).catch(onTrouble);
    const begun = performance.now();
    const done = (outcome: JobRecord['outcome']) =>
      onJob({ id: jobId, model: data.model, outcome, seconds: (performance.now() - begun) / 1000 });
    try {
      const [isThere] = await Promise.all([hasResult(store, jobId), obeyOrder()]);
      if (!isThere) {
        const request = await readRequest(store, data);
        if (current.stop.signal.aborted) throw new AbortedError();
        const onProgress = (event: PaintProgress) =>
          say(event.type === 'preview' ? { ...event, image: Buffer.from(event.image).toString('base64') } : event);
        const { signal } = current.stop;
        await storeResult(
          store,
          jobId,
          await engine.paint(request, { signal, finish: current.finish.signal, onProgress }),
        );
      }
      await job.moveToCompleted(true, token, false);
      say({ type: 'end' });
      await removeSources(store, data);
      done('done');
    } catch (error) {
      if (!isFinal(error)) onTrouble(error);
      const last = isFinal(error) || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      const told = tellError(error);
      await job.moveToFailed(last ? new UnrecoverableError(told) : new Error(told), token, false);
      say({ type: 'end' });
      if (last) await removeSources(store, data);
      done(last ? 'failed' : 'retried');
      if (!last) setTimeout(wakeAll, job.delay).unref(); // then it may be tried again
    } finally {
      running = undefined;
      clearInterval(renewing);
    }
  }

  async function work(): Promise<void> {
    while (closing === undefined) {
      const awake = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const token = randomUUID();
      try {
        const job = await take(token);
        if (job) {
          if (job.data.model !== held) {
            held = job.data.model;
            void tell().catch(onTrouble);
          }
          await paint(job, job.id!.replace(/^job-/, ''), token);
          continue;
        }
      } catch (error) {
        onTrouble(error); // the lock was lost, or Redis is gone: jobs are where they are
      }
      let timer: NodeJS.Timeout | undefined;
      const later = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, quiet); // whoever was to say that there is work may have been killed before
      });
      await Promise.race([awake, later]);
      clearTimeout(timer);
    }
  }

  const sweep = async () => removeResults(store, Date.now() - resultSeconds! * 1000);
  const sweeping =
    resultSeconds === undefined
      ? undefined
      : setInterval(() => void sweep().catch(onTrouble), Math.min(resultSeconds * 250, 600_000));

  const working = work();
  async function end(): Promise<void> {
    wake();
    await working;
    clearInterval(telling);
    clearInterval(sweeping);
    await forgetWorker(redis, names, id);
    for (const { queue, worker } of lines.values()) {
      await worker.close();
      await queue.close();
    }
    await engine.close();
    for (const each of [redis, subscriber]) each.disconnect();
    for (const signal of stopSignals) process.removeListener(signal, close);
  }
  const close = (): Promise<void> => {
    closing ??= Promise.resolve().then(end);
    return closing;
  };
  if (signals) for (const signal of stopSignals) process.on(signal, close);
  return { id, close };
}

/** Milliseconds after which a worker that was told nothing looks for work by itself. */
const quiet = 15_000;

function checkResultSeconds(seconds: unknown, store: Store): void {
  if (typeof seconds !== 'number' || !(seconds > 0)) {
    throw new InvalidArgumentError('resultSeconds', 'a number above 0', seconds);
  }
  if (store.list) return;
  const hint = 'Give the bucket a lifecycle rule that removes old files.';
  throw new InvalidArgumentError('resultSeconds', 'nothing with a store that cannot be listed', seconds, hint);
}

const stopSignals = ['SIGTERM', 'SIGINT'] as const;

function obey({ stop, finish }: Running, order: string | null): void {
  if (order === 'abort') stop.abort();
  if (order === 'finish') finish.abort();
}

const infoOf = ({ models, controlNets, loras }: Engine) => ({ models, controlNets, loras });

/** What waits for a model; nothing where nothing does. */
async function waitingFor(model: string, queue: Queue): Promise<Waiting | undefined> {
  const [counts, { delayed = 0 }] = await Promise.all([
    queue.getCountsPerPriority([0, 1, 2, 3]),
    queue.getJobCounts('delayed'),
  ]);
  const priority = [0, 1, 2, 3].find((each) => (counts[each] ?? 0) > 0);
  if (priority !== undefined) return { model, priority, seconds: await waitedSeconds(queue) };
  return delayed > 0 ? { model, priority: 3, seconds: 0 } : undefined; // BullMQ puts it back when a job is asked for
}
