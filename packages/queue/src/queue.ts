import { randomInt, randomUUID } from 'node:crypto';
import { checkChoice, checkNames, checkSignal, type NamesOf } from '@overpaint/core/platform';
import { AbortedError, InvalidArgumentError } from '@overpaint/node';
import type { Painted, PaintProgress, PaintRequest } from '@overpaint/server';
import { type Job, Queue } from 'bullmq';
import { type Connection, connect } from './connection.js';
import { hasResult, type JobData, readResult, removeSources, requestHash, storeRequest } from './job-data.js';
import { namesOf, type Priority, priorities } from './names.js';
import { metricsOf } from './queue-metrics.js';
import { readError } from './remote-error.js';
import type { Store } from './store/store.js';
import { checkSameStore, storeId } from './store/store-id.js';
import { storeOf } from './store/store-of.js';
import { listWorkers, type WorkerInfo } from './worker-list.js';

export interface QueueOptions {
  /** Redis: `redis://host:6379`, or options of ioredis. */
  readonly connection: Connection;
  /** Where pictures lie; the same as the workers'. A path is a folder, `s3://bucket/prefix` a bucket. */
  readonly store: Store | string;
  /** Of the queue, where one Redis has several. @defaultValue `'overpaint'` */
  readonly name?: string | undefined;
  /** Times that a job is tried where a worker fails for reasons of its own. @defaultValue 3 */
  readonly attempts?: number | undefined;
  /** Seconds for which Redis remembers a job that is done. Its result stays in the store. @defaultValue 3600 */
  readonly keepSeconds?: number | undefined;
  /** Told about trouble with Redis, which is waited for. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
}

export const queueNames: NamesOf<QueueOptions> = {
  ...{ connection: true, store: true, name: true, attempts: true, keepSeconds: true, onTrouble: true },
};

export interface JobOptions {
  /**
   * A job of an id that is there already is that job, or its result: `[\w-]{1,64}`. The same id with another request is refused.
   * @defaultValue a random one
   */
  readonly jobId?: string | undefined;
  /** @defaultValue `'normal'` */
  readonly priority?: Priority | undefined;
  /** Stops the job, wherever it is. */
  readonly signal?: AbortSignal | undefined;
  /** Ends it early, with the picture as it is then. */
  readonly finish?: AbortSignal | undefined;
  readonly onProgress?: ((event: PaintProgress) => void) | undefined;
}

/** A job that is safely in Redis. */
export interface QueuedJob {
  readonly id: string;
  /** @throws the worker's error, with its code; AbortedError `ABORTED`. */
  result(): Promise<Painted>;
  /** Takes it out of the queue, or stops it within a network call. */
  abort(): Promise<void>;
}

type Data = Job<JobData, true>;

/**
 * Jobs that workers on any machine paint.
 *
 * Redis loses nothing that it has confirmed where it keeps what is appended (`appendonly yes`).
 */
export class PaintQueue {
  readonly #redis;
  readonly #subscriber;
  readonly #store: Store;
  readonly #names;
  readonly #options;
  readonly #queues = new Map<string, Queue<Data>>();
  readonly #listeners = new Map<string, Set<(text: string) => void>>();
  #storeId: string | undefined;
  #isSameStore = false;
  #closed = false;

  /** @throws InvalidArgumentError `INVALID_ARGUMENT`. */
  constructor(options: QueueOptions) {
    checkNames('options', options, queueNames);
    const { connection, store, name = 'overpaint', attempts = 3, keepSeconds = 3600, onTrouble = () => {} } = options;
    this.#store = storeOf(store);
    this.#names = namesOf(name);
    this.#options = { attempts, keepSeconds, onTrouble };
    this.#redis = connect(connection, onTrouble);
    this.#subscriber = connect(connection, onTrouble);
    this.#subscriber.on('message', (channel: string, text: string) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(text);
    });
  }

  /**
   * Puts a request in, with its pictures in the store.
   *
   * @returns when both are safe. @throws InvalidArgumentError `INVALID_ARGUMENT`, also where workers have another store; AbortedError
   * `ABORTED`.
   */
  async add(asked: PaintRequest, options: JobOptions = {}): Promise<QueuedJob> {
    checkNames('options', options, {
      ...{ jobId: true, priority: true, signal: true, finish: true, onProgress: true },
    });
    const { jobId: id = randomUUID(), priority = 'normal', signal, finish, onProgress } = options;
    if (!/^[\w-]{1,64}$/.test(id)) throw new InvalidArgumentError('jobId', 'up to 64 letters, digits, - and _', id);
    checkChoice('priority', priority, Object.keys(priorities));
    checkSignal(signal);
    if (signal?.aborted) throw new AbortedError(signal.reason);
    const { model } = asked;
    if (!this.#isSameStore) await this.checkStore();
    await this.#claim(id, asked);
    // Another attempt, on another machine, is to paint the same picture.
    const seed = asked.options.seed ?? randomInt(2 ** 32);
    const request = { ...asked, options: { ...asked.options, seed } };

    const ended = new Ended();
    const queue = this.#queue(model);
    const hear = (text: string) => {
      const event = JSON.parse(text) as { type: string; image?: string } & PaintProgress;
      if ((event.type as string) === 'end') ended.look();
      else if (event.type !== 'preview') onProgress?.(event);
      else onProgress?.({ ...event, image: Buffer.from(event.image as never, 'base64') });
    };
    const [stopListening, data] = await Promise.all([
      this.#listen(this.#names.events(id), hear),
      storeRequest(this.#store, id, request),
      this.#forgetEnded(queue, id),
    ]);
    await queue.add('paint', data as never, {
      jobId: this.#bullId(id),
      priority: priorities[priority],
      attempts: this.#options.attempts,
      backoff: { type: 'exponential', delay: 500 },
      removeOnComplete: { age: this.#options.keepSeconds },
      removeOnFail: { age: this.#options.keepSeconds },
    });
    await this.#redis.publish(this.#names.wake, model);
    if (onProgress) onProgress({ type: 'queued', ahead: Math.max(0, (await queue.getPrioritizedCount()) - 1) });

    const abort = async () => {
      await this.#order(id, 'abort');
      const job = await queue.getJob(this.#bullId(id));
      const isOut = await job?.remove().then(
        () => true,
        () => false, // it is being painted: the worker was told
      );
      if (isOut) await removeSources(this.#store, data);
      ended.look();
    };
    const undo = [onceAborted(signal, abort), onceAborted(finish, () => this.#order(id, 'finish'))];
    let settled: Promise<Painted> | undefined;
    const settle = async () => {
      try {
        return await this.#result(id, model, ended);
      } finally {
        for (const remove of [...undo, stopListening]) await remove();
      }
    };
    const result = () => {
      settled ??= settle();
      return settled;
    };
    return { id, result, abort };
  }

  /** The workers that live at this moment. */
  workers(): Promise<WorkerInfo[]> {
    return listWorkers(this.#redis, this.#names);
  }

  /** @throws InvalidArgumentError `INVALID_ARGUMENT` where workers that live have another store than this one's. */
  async checkStore(): Promise<void> {
    this.#storeId ??= await storeId(this.#store);
    const workers = await this.workers();
    checkSameStore(this.#storeId, workers);
    this.#isSameStore = workers.length > 0; // without any, it shows once there are
  }

  /** For Prometheus: jobs that wait and are painted, how long the oldest has waited, and workers, by model. */
  async metrics(): Promise<string> {
    const workers = await this.workers();
    const models = new Set([
      ...this.#queues.keys(),
      ...workers.flatMap((worker) => worker.models.map(({ name }) => name)),
    ]);
    return metricsOf(
      [...models].map((model) => [model, this.#queue(model)] as const),
      workers,
    );
  }

  /** Leaves Redis. Jobs go on. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    this.#redis.disconnect();
    this.#subscriber.disconnect();
  }

  /** Tells the worker that paints a job, and whoever takes it later. */
  async #order(id: string, order: 'abort' | 'finish'): Promise<void> {
    await this.#redis.set(this.#names.stop(id), order, 'EX', 3600);
    await this.#redis.publish(this.#names.control, JSON.stringify({ id, order }));
  }

  /** BullMQ keeps whole numbers for ids of its own. */
  #bullId(id: string): string {
    return `job-${id}`;
  }

  #queue(model: string): Queue<Data> {
    const queue =
      this.#queues.get(model) ?? new Queue<Data>(this.#names.queue(model), { connection: this.#redis as never });
    if (!this.#queues.has(model)) queue.on('error', this.#options.onTrouble);
    this.#queues.set(model, queue);
    return queue;
  }

  /** An id stands for one request, as long as Redis remembers it. */
  async #claim(id: string, request: PaintRequest): Promise<void> {
    const hash = await requestHash(request);
    const key = this.#names.request(id);
    const seconds = Math.max(this.#options.keepSeconds, 24 * 3600);
    const [, kept] = (await this.#redis.pipeline().set(key, hash, 'EX', seconds, 'NX').get(key).exec())!;
    const [error, known] = kept!;
    if (error) throw error;
    if (known === hash) return;
    throw new InvalidArgumentError('jobId', 'a new one, for this one came with another request', id);
  }

  /** A job that failed, or whose result was removed meanwhile, is painted anew for whoever asks for it again. */
  async #forgetEnded(queue: Queue<Data>, id: string): Promise<void> {
    const state = await queue.getJobState(this.#bullId(id));
    if (state === 'failed' || (state === 'completed' && !(await hasResult(this.#store, id)))) {
      await (await queue.getJob(this.#bullId(id)))?.remove();
    }
  }

  async #listen(channel: string, listener: (text: string) => void): Promise<() => Promise<void>> {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    await this.#subscriber.subscribe(channel);
    return async () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#closed) return;
      this.#listeners.delete(channel);
      await this.#subscriber.unsubscribe(channel);
    };
  }

  /** Looks when it is told to, and now and then, since messages of Redis get lost where a connection does. */
  async #result(id: string, model: string, ended: Ended): Promise<Painted> {
    const queue = this.#queue(model);
    while (!this.#closed) {
      const state = await queue.getJobState(this.#bullId(id));
      if (state === 'failed') throw readError((await queue.getJob(this.#bullId(id)))?.failedReason);
      if (state === 'completed' || state === 'unknown') {
        const painted = await readResult(this.#store, id);
        if (painted) return painted;
        if ((await this.#redis.get(this.#names.stop(id))) === 'abort') throw new AbortedError();
        throw new Error(`Job ${id} is no longer in Redis, and has no result.`);
      }
      await ended.wait(1000);
    }
    throw new AbortedError(new Error('The queue was closed.'));
  }
}

function onceAborted(signal: AbortSignal | undefined, act: () => Promise<void>): () => Promise<void> {
  const listener = () => void act().catch(() => {}); // Redis is gone: the job goes on
  if (signal?.aborted) listener();
  signal?.addEventListener('abort', listener, { once: true });
  return async () => signal?.removeEventListener('abort', listener);
}

/** Whether a job may have ended. */
class Ended {
  #looks = false;
  #wake: (() => void) | undefined;

  look(): void {
    this.#looks = true;
    this.#wake?.();
  }

  async wait(milliseconds: number): Promise<void> {
    if (!this.#looks) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#looks = false;
    this.#wake = undefined;
  }
}
