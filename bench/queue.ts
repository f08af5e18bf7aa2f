// What does a queue cost, and what does it survive? Needs redis-server.
//
//     node bench/run.mjs queue kills 100      kill -9 of workers under load, and of Redis once; every job must end, with one result
//     node bench/run.mjs queue overhead 100   what a job takes beside painting: 95 % must be within 20 ms
//     node bench/run.mjs queue two 20         jobs a minute of one worker process and of two, each with one thread
//     node bench/run.mjs queue simulate 200   from measured costs of a job: where 1 to 1000 workers meet a limit

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createNodeOverpaint } from '@overpaint/node';
import { createWorker, PaintQueue } from '@overpaint/queue';
import { localEngine, type PaintRequest } from '@overpaint/server';
import { Redis } from 'ioredis';
import { slowEngine } from '../packages/queue/src/testing/slow-engine.js';
import { startRedis } from '../packages/queue/src/testing/start-redis.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const model = `${root}packages/model-mini/model/`;
const [mode = 'overhead', given, ...others] = process.argv.slice(2);
const count = Number(given ?? 20);

/** The embedded model, of small pictures: what surrounds painting shows. */
const mini = async (threads: number) =>
  localEngine({ overpaint: createNodeOverpaint({ threads }), models: { mini: model } });

const percentile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

/** A process that paints, started by the modes below. */
async function work(connection: string, store: string, kind: string): Promise<void> {
  const engine = kind === 'mini' ? await mini(1) : salted();
  await createWorker({ connection, store, engine, lockSeconds: kind === 'mini' ? 30 : 2, maxStalls: 100 });
  process.send?.('ready');
}

/** Paints in 150 ms, and never the same: a second result would show. */
function salted() {
  const { engine } = slowEngine({ milliseconds: 150 });
  const paint: typeof engine.paint = async (request, control) => {
    const painted = await engine.paint(request, control);
    const salt = Buffer.from(` ${process.pid} ${Math.random()}`);
    return {
      ...painted,
      images: painted.images.map((image) => ({ ...image, bytes: Buffer.concat([image.bytes, salt]) })),
    };
  };
  return { ...engine, paint };
}

function startWorker(connection: string, store: string, kind: string): ChildProcess {
  return spawn(process.execPath, [process.argv[1]!, 'worker', connection, store, kind], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function stop(workers: Iterable<ChildProcess>): Promise<void> {
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all([...workers].map((worker) => worker.exitCode ?? once(worker, 'exit')));
}

const image = await readFile(`${root}packages/core/golden/pipelines/inputs/photo-64x64.png`);
const requestOf = (seed: number): PaintRequest => ({
  ...{ model: 'mini', image, format: 'png' },
  options: { prompt: 'ink', seed, steps: 2, size: { width: 64, height: 64 } },
});

async function kills(connection: string, store: string, restart: () => Promise<void>): Promise<boolean> {
  const queue = new PaintQueue({ connection, store, attempts: 20 });
  const workers = new Set<ChildProcess>();
  const ready = new Set<ChildProcess>(); // only these may hold a job
  const begin = () => {
    const worker = startWorker(connection, store, 'salted');
    workers.add(worker);
    worker.once('message', () => ready.add(worker));
  };
  for (let i = 0; i < 4; i++) begin();
  const jobs = new Map<string, Promise<string>>();
  let open = 0;
  const bytesOf = async (id: string) => {
    const job = await queue.add(requestOf(jobs.size), { jobId: id });
    const { images } = await job.result();
    return Buffer.from(images[0]!.bytes).toString('latin1');
  };
  const add = () => {
    const id = `kill-${jobs.size}`;
    open++;
    jobs.set(
      id,
      bytesOf(id).finally(() => open--),
    );
  };
  let killed = 0;
  while (killed < count) {
    while (open < 12) add();
    const victim = [...ready][Math.floor(Math.random() * ready.size)];
    await sleep(victim ? Math.random() * 1000 : 50); // a job takes 150 ms: before the first one, in one, between two
    if (victim === undefined) continue;
    victim.kill('SIGKILL');
    workers.delete(victim);
    ready.delete(victim);
    begin();
    killed++;
    if (killed === Math.ceil(count / 2)) await restart();
  }
  const first = await Promise.allSettled(jobs.values());
  const lost = first.filter(({ status }) => status === 'rejected');
  for (const each of lost) console.log((each as PromiseRejectedResult).reason);
  // Whoever asks again is to get the same bytes.
  let differ = 0;
  for (const [index, [id, bytes]] of [...jobs].entries()) {
    const again = await queue.add(requestOf(index), { jobId: id });
    const { images } = await again.result();
    if (Buffer.from(images[0]!.bytes).toString('latin1') !== (await bytes.catch(() => ''))) differ++;
  }
  await queue.close();
  await stop(workers);
  console.log(
    `${killed} workers killed, Redis once: ${jobs.size} jobs, ${lost.length} lost, ${differ} with other bytes when asked again`,
  );
  return lost.length === 0 && differ === 0;
}

async function overhead(connection: string, store: string): Promise<boolean> {
  const engine = await mini(1);
  const inside: number[] = [];
  const paint: typeof engine.paint = async (request, control) => {
    const begun = performance.now();
    const painted = await engine.paint(request, control);
    inside.push(performance.now() - begun);
    return painted;
  };
  const worker = await createWorker({ connection, store, engine: { ...engine, paint } });
  const queue = new PaintQueue({ connection, store });
  const whole: number[] = [];
  for (let seed = 0; seed < count + 5; seed++) {
    const begun = performance.now();
    await (await queue.add(requestOf(seed))).result();
    whole.push(performance.now() - begun);
  }
  await queue.close();
  await worker.close();
  const beside = whole.map((time, index) => time - inside[index]!).slice(5); // the first ones open the model
  const [half, most] = [percentile(beside, 0.5), percentile(beside, 0.95)];
  const painting = percentile(inside.slice(5), 0.5);
  console.log(
    `${count} jobs: painting ${painting.toFixed(0)} ms, beside it ${half.toFixed(1)} ms, 95 % within ${most.toFixed(1)} ms (must be 20)`,
  );
  return most <= 20;
}

async function two(connection: string, store: string): Promise<boolean> {
  const perMinute: number[] = [];
  for (const number of [1, 2]) {
    const workers = Array.from({ length: number }, () => startWorker(connection, store, 'mini'));
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const queue = new PaintQueue({ connection, store });
    const paintAll = async (seeds: readonly number[]) => {
      const jobs = await Promise.all(
        seeds.map((seed) => queue.add({ ...requestOf(seed), options: { prompt: 'ink', seed } })),
      );
      await Promise.all(jobs.map((job) => job.result()));
    };
    await paintAll(Array.from({ length: number * 2 }, (_, seed) => seed)); // opens the model
    const begun = performance.now();
    await paintAll(Array.from({ length: count }, (_, index) => 1000 + index));
    perMinute.push((count * 60_000) / (performance.now() - begun));
    await queue.close();
    await stop(workers);
    console.log(
      `${number} worker${number > 1 ? 's' : ''} of one thread: ${perMinute.at(-1)!.toFixed(1)} pictures a minute`,
    );
  }
  console.log(`two against one on ${cpus().length} cores: ${(perMinute[1]! / perMinute[0]!).toFixed(2)} times as many`);
  return true;
}

/**
 * What Redis computes and the store writes for a job is measured; what workers that wait ask of Redis as well (40 of
 * them, beside what Redis takes alone); a worker paints for so many seconds. Pictures a second are the least of what workers paint, what one core of Redis can serve and what the store
 * takes at 100 MB a second.
 */
async function simulate(connection: string, store: string): Promise<boolean> {
  const redis = new Redis(connection);
  const usedSeconds = async () => {
    const info = await redis.info('cpu');
    return Number(/used_cpu_user:([\d.]+)/.exec(info)![1]) + Number(/used_cpu_sys:([\d.]+)/.exec(info)![1]);
  };
  /** Share of a core that Redis takes while nothing is put in. */
  const idle = async (seconds: number) => {
    const before = await usedSeconds();
    await sleep(seconds * 1000);
    return ((await usedSeconds()) - before) / seconds;
  };
  const alone = await idle(10);
  const begin = () =>
    createWorker({ connection, store, engine: slowEngine({ milliseconds: 4 }).engine, signals: false });
  const [worker, ...more] = await Promise.all(Array.from({ length: 40 }, begin));
  const perWorker = Math.max(0, ((await idle(10)) - alone) / (1 + more.length));
  await Promise.all(more.map((each) => each.close()));
  const queue = new PaintQueue({ connection, store });
  const before = await usedSeconds();
  const jobs = await Promise.all(Array.from({ length: count }, (_, seed) => queue.add(requestOf(seed))));
  await Promise.all(jobs.map((job) => job.result()));
  const perJob = ((await usedSeconds()) - before) / count;
  await queue.close();
  await worker!.close();
  redis.disconnect();
  const bytes = 1.2e6; // a source and a result of 512 × 512
  console.log(
    `Redis: ${(perJob * 1000).toFixed(2)} ms of a core for a job, ${(perWorker * 100).toFixed(3)} % of one for a worker that waits`,
  );
  console.log('workers | pictures a second, 3 s each | with 0.3 s each | share of Redis at 3 s | MB a second at 3 s');
  for (const workers of [1, 10, 100, 300, 1000]) {
    const left = Math.max(0, 1 - workers * perWorker);
    const rate = (seconds: number) => Math.min(workers / seconds, left / perJob, 100e6 / bytes);
    const busy = Math.min(1, workers * perWorker + rate(3) * perJob);
    console.log(
      `${workers} | ${rate(3).toFixed(1)} | ${rate(0.3).toFixed(1)} | ${(busy * 100).toFixed(0)} % | ${((rate(3) * bytes) / 1e6).toFixed(1)}`,
    );
  }
  return true;
}

if (mode === 'worker') await work(given!, others[0]!, others[1]!);
else {
  const redis = await startRedis(mode === 'kills' ? 'always' : 'everysec');
  const store = await mkdtemp(join(tmpdir(), 'overpaint-bench-store-'));
  const modes: Record<string, () => Promise<boolean>> = {
    kills: () => kills(redis.url, store, () => redis.restart()),
    overhead: () => overhead(redis.url, store),
    two: () => two(redis.url, store),
    simulate: () => simulate(redis.url, store),
  };
  try {
    process.exitCode = (await modes[mode]!()) ? 0 : 1;
  } finally {
    await redis.stop();
    await rm(store, { recursive: true });
  }
}
