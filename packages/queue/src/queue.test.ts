import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PaintProgress } from '@overpaint/server';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { enqueue, requestOf } from './enqueue.js';
import { removeResults } from './job-data.js';
import { PaintQueue } from './queue.js';
import { queueEngine } from './queue-engine.js';
import { folderStore } from './store/folder-store.js';
import { slowEngine } from './testing/slow-engine.js';
import { startRedis } from './testing/start-redis.js';
import { createWorker, type JobRecord, type WorkerOptions } from './worker.js';

let redis: Awaited<ReturnType<typeof startRedis>>;
let store: string;
let queue: PaintQueue;
let name: string;
let last = 0;
const image = new Uint8Array([1, 2, 3]);
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  redis = await startRedis();
  store = await mkdtemp(join(tmpdir(), 'overpaint-store-'));
});
beforeEach(() => {
  last++;
  name = `test${last}`;
  queue = new PaintQueue({ connection: redis.url, store, name });
});
afterEach(async () => {
  await queue.close();
  for (const close of closers.splice(0)) await close();
});
afterAll(async () => {
  await redis.stop();
  await rm(store, { recursive: true });
});

async function startWorker(
  options: Partial<WorkerOptions> & { milliseconds?: number; models?: never } = {},
  models?: string[],
) {
  const { milliseconds, ...others } = options;
  const { engine, painted } = slowEngine({ ...(milliseconds && { milliseconds }), ...(models && { models }) });
  const records: JobRecord[] = [];
  const onJob = (record: JobRecord) => records.push(record);
  const worker = await createWorker({ connection: redis.url, store, name, engine, onJob, signals: false, ...others });
  closers.push(worker.close);
  return { worker, painted, records };
}

const add = async (options: object = {}, job: Parameters<PaintQueue['add']>[1] = {}) =>
  queue.add(await requestOf({ image, prompt: 'ink', ...options }), job);
const textOf = ({ images: [first] }: { images: readonly { bytes: Uint8Array }[] }) =>
  Buffer.from(first!.bytes).toString();

it('paints what was put in, tells how it goes, and leaves nothing but the result', async () => {
  const events: PaintProgress[] = [];
  const { painted } = await startWorker();
  const references = [new Uint8Array([4]), new Uint8Array([5])];
  const controls = [{ net: 'canny', image: new Uint8Array([6]), weight: 0.5 }, { net: 'plain' }];
  const mask = new Blob([new Uint8Array([8])]);
  const all = { seed: 7, mask, references, controls, previews: true };
  const job = await add(all, { jobId: 'whole', onProgress: (event) => events.push(event) });
  const result = await job.result();
  expect(textOf(result)).toBe('\u0001\u0002\u0003ink 7');
  expect(result).toMatchObject({ format: 'png', recipe: { seed: 7 }, images: [{ width: 1, height: 1, seed: 7 }] });
  const bytes = (...numbers: number[]) => Buffer.from(numbers);
  expect(painted).toMatchObject([
    {
      mask: bytes(8),
      references: [bytes(4), bytes(5)],
      controls: [{ net: 'canny', image: bytes(6), weight: 0.5 }, { net: 'plain' }],
    },
  ]);
  expect(events.map(({ type }) => type)).toEqual(['queued', 'begin', ...Array(4).fill(['step', 'preview']).flat()]);
  expect(events.at(-1)).toEqual({ type: 'preview', picture: 0, index: 4, total: 4, image: bytes(7) });
  await expect
    .poll(() => readdir(join(store, 'jobs/whole')))
    .toEqual([expect.stringMatching(/^0-\w+\.png$/), 'result.json']);
});

it('refuses a store that is not the one of the workers, on either side', async () => {
  const { worker } = await startWorker();
  const elsewhere = await mkdtemp(join(tmpdir(), 'overpaint-store-'));
  const other = new PaintQueue({ connection: redis.url, store: elsewhere, name });
  const refused = { code: 'INVALID_ARGUMENT', argument: 'store' };
  await expect(other.add(await requestOf({ image, prompt: 'ink' }))).rejects.toMatchObject(refused);
  expect(await readdir(elsewhere)).toEqual(['store-id']);
  await expect(startWorker({ store: elsewhere })).rejects.toMatchObject(refused);
  await expect(queueEngine({ connection: redis.url, store: elsewhere, name })).rejects.toMatchObject(refused);
  await worker.close(); // then the queue may move
  await startWorker({ store: elsewhere });
  await (await other.add(await requestOf({ image, prompt: 'ink' }))).result();
  await expect(add()).rejects.toMatchObject(refused);
  await other.close();
  await rm(elsewhere, { recursive: true });
});

it('is one call as well, with a seed that another attempt keeps', async () => {
  const { painted } = await startWorker();
  const job = await enqueue({ connection: redis.url, store, name, image, prompt: 'ink' });
  const { images } = await job.result();
  expect(images[0]!.seed).toBe(painted[0]!.options.seed);
  expect(images[0]!.seed).toBeGreaterThan(0);
});

it('gives a job of the same id its result again, and refuses another request for it', async () => {
  const { painted } = await startWorker();
  const results = [];
  for (let i = 0; i < 3; i++) results.push(await (await add({}, { jobId: 'same' })).result());
  expect(painted).toHaveLength(1);
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
  await expect(add({ prompt: 'oil' }, { jobId: 'same' })).rejects.toMatchObject({ argument: 'jobId' });
  await expect(add({}, { jobId: 'a/b' })).rejects.toMatchObject({ argument: 'jobId' });
  await expect(add({}, { priority: 'now' as 'high' })).rejects.toMatchObject({ argument: 'priority' });
  await expect(requestOf({ image: 'none.png' })).rejects.toMatchObject({ argument: 'image' });
});

it('brings errors of the request back at once, and tries again what is the fault of a worker', async () => {
  const trouble: unknown[] = [];
  const { painted, records } = await startWorker({ onTrouble: (error) => trouble.push(error) });
  const wrong = await add({ prompt: 'wrong' });
  await expect(wrong.result()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'prompt' });
  expect(painted).toHaveLength(1);
  const broken = await add({ prompt: 'broken' });
  await expect(broken.result()).rejects.toThrow('A worker failed. Its log says why.');
  await expect.poll(() => records.map(({ outcome }) => outcome)).toEqual(['failed', 'retried', 'retried', 'failed']);
  expect(trouble).toHaveLength(3);
});

it('stops jobs that wait and jobs that are painted, and ends them early', async () => {
  const waits = await add();
  await waits.abort();
  await expect(waits.result()).rejects.toMatchObject({ name: 'AbortError', code: 'ABORTED' });
  const { painted } = await startWorker({ milliseconds: 4000 });
  const stop = new AbortController();
  const onProgress = ({ type }: PaintProgress) => type === 'begin' && stop.abort();
  await expect((await add({}, { signal: stop.signal, onProgress })).result()).rejects.toMatchObject({
    code: 'ABORTED',
  });
  await expect(add({}, { signal: stop.signal })).rejects.toMatchObject({ code: 'ABORTED' });
  const finish = new AbortController();
  const early = await add({}, { finish: finish.signal, onProgress: ({ type }) => type === 'step' && finish.abort() });
  const steps = performance.now();
  await early.result();
  expect(performance.now() - steps).toBeLessThan(3900);
  expect(painted).toHaveLength(2);
});

it('leaves no source of what is taken out', async () => {
  const job = await add({}, { jobId: 'out' });
  expect(await readdir(join(store, 'jobs/out'))).toEqual(['source-1']);
  await job.abort();
  expect(await readdir(join(store, 'jobs'))).not.toContain('out');
});

it('removes results that nobody fetched in time, and paints again for whoever asks again', async () => {
  const { painted } = await startWorker({ resultSeconds: 3600 });
  for (const jobId of ['old', 'new']) await (await add({}, { jobId })).result();
  await (await startWorker({ resultSeconds: 3600 })).worker.close();
  const long = new Date(Date.now() - 3601_000);
  await utimes(join(store, 'jobs/old/result.json'), long, long);
  await removeResults(folderStore(store), Date.now() - 3600_000);
  expect(await readdir(join(store, 'jobs'))).toContain('new');
  expect(await readdir(join(store, 'jobs'))).not.toContain('old');
  expect(textOf(await (await add({}, { jobId: 'old' })).result())).toContain('ink');
  expect(painted).toHaveLength(3);
});

it('sweeps by itself', async () => {
  await startWorker({ resultSeconds: 0.4 });
  await (await add({}, { jobId: 'swept' })).result();
  await expect.poll(() => readdir(join(store, 'jobs'))).not.toContain('swept');
  const bucket = { read: async () => undefined, write: async () => true, remove: async () => {} };
  await expect(startWorker({ resultSeconds: 60, store: bucket })).rejects.toMatchObject({ argument: 'resultSeconds' });
  await expect(startWorker({ resultSeconds: 0 })).rejects.toMatchObject({ argument: 'resultSeconds' });
});

it('asks Redis for nothing while it is told nothing', async () => {
  await startWorker({}, ['a', 'b', 'c']);
  const redisOf = new Redis(redis.url);
  const commands = async () => Number(/total_commands_processed:(\d+)/.exec(await redisOf.info('stats'))![1]);
  await sleep(200);
  const before = await commands();
  await sleep(3000);
  expect((await commands()) - before).toBeLessThanOrEqual(4); // its own question, and a sign of life
  redisOf.disconnect();
  const begun = performance.now();
  await (await add({ model: 'b' })).result();
  expect(performance.now() - begun).toBeLessThan(1000);
});

it('paints urgent jobs first, and those of the model that is open before others', async () => {
  const jobs = [];
  for (const [model, priority, prompt] of [
    ['a', 'low', 'a last'],
    ['a', 'normal', 'a 1'],
    ['b', 'normal', 'b 1'],
    ['a', 'normal', 'a 2'],
    ['b', 'normal', 'b 2'],
    ['b', 'high', 'b first'],
  ] as const) {
    jobs.push(await add({ model, prompt }, { priority }));
  }
  const { painted } = await startWorker({}, ['a', 'b']);
  await Promise.all(jobs.map((job) => job.result()));
  const order = painted.map(({ options }) => options.prompt);
  expect(order).toEqual(['b first', 'b 1', 'b 2', 'a 1', 'a 2', 'a last']);
});

it('lets a worker end what it paints, and no more', async () => {
  const { worker, painted } = await startWorker({ milliseconds: 400 });
  const [first, second] = [await add(), await add()];
  await expect.poll(() => painted.length).toBe(1);
  await worker.close();
  await first.result();
  expect(painted).toHaveLength(1);
  expect(await queue.workers()).toEqual([]);
  await startWorker();
  await second.result();
});

it('tells what waits, what is painted and who paints', async () => {
  const { painted } = await startWorker({ milliseconds: 1500 });
  const jobs = [await add(), await add()];
  await expect.poll(() => painted.length).toBe(1);
  await expect.poll(() => queue.metrics()).toContain('overpaint_queue_workers{model="mini",state="holding"} 1');
  const text = await queue.metrics();
  expect(text).toContain('overpaint_queue_jobs{model="mini",state="waiting"} 1');
  expect(text).toContain('overpaint_queue_jobs{model="mini",state="active"} 1');
  expect(text).toMatch(/overpaint_queue_oldest_seconds\{model="mini"\} 0\.\d+/);
  for (const job of jobs) await job.abort();
});

it('goes on when Redis was killed and started again', async () => {
  const { painted } = await startWorker({ milliseconds: 300 });
  const jobs = [await add(), await add(), await add()];
  await expect.poll(() => painted.length).toBe(1);
  await redis.restart();
  await sleep(100);
  jobs.push(await add());
  const results = await Promise.all(jobs.map((job) => job.result()));
  expect(results.map((result) => textOf(result).slice(3, 7))).toEqual(['ink ', 'ink ', 'ink ', 'ink ']);
});
