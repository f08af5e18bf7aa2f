import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createNodeOverpaint } from './overpaint.js';
import { startWorkerClient } from './worker-client.js';

/** The threads that were started. What ends one from outside may come at any time between two network calls. */
const threads = vi.hoisted((): Worker[] => []);
vi.mock('node:worker_threads', async (load) => {
  const real = await load<typeof import('node:worker_threads')>();
  class Watched extends real.Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      threads.push(this);
    }
  }
  return { ...real, Worker: Watched };
});

const golden = fileURLToPath(new URL('../../core/golden/pipelines/', import.meta.url));
const image = join(golden, 'inputs/photo-64x64.png');
const call = { image, prompt: 'ink', steps: 4, seed: 3 };
const model = join(golden, 'sd15-tiny');
const { img2img, loadModel, detect, dispose } = createNodeOverpaint({ defaultModel: model, cache: false });
let expected: Uint8ClampedArray;

const end = async () => void (await Promise.all(threads.splice(0).map((thread) => thread.terminate())));
/** Ends a thread the way a program does whose memory is full: with an error that nothing catches. */
const breakOff = async () => {
  for (const thread of threads.splice(0)) {
    const ended = new Promise((resolve) => thread.once('exit', resolve));
    thread.postMessage(null); // its handler expects an object
    await ended;
  }
};

beforeAll(async () => {
  expected = (await img2img(call)).images[0].data;
});
afterAll(dispose);

it.each([
  ['ended', end],
  ['broke off', breakOff],
])('paints after its thread %s', async (_, how) => {
  await how();
  expect((await img2img(call)).images[0].data).toEqual(expected);
  await how();
  await how();
  expect((await detect()).providers).toContain('cpu');
  const { images } = await img2img({ ...call, prompt: 'another' });
  expect(images).toHaveLength(1);
});

it('goes on painting where the thread ends between two steps', async () => {
  for (const at of [0, 1]) {
    const undisturbed = await img2img({ ...call, prompt: `ink ${at}` });
    const disturbed = img2img({
      ...call,
      prompt: `ink ${at}`,
      onProgress: (event) => void (event.type === 'step' && event.index === at && end()),
    });
    expect((await disturbed).images[0].data).toEqual(undisturbed.images[0].data);
    expect(threads).toHaveLength(1); // one was started for the rest
  }
});

it('paints with a loaded model, in staged memory too, after the thread ended', async () => {
  for (const memory of ['resident', 'staged'] as const) {
    const loaded = await loadModel(model, { memory });
    await loaded.warmup();
    await end();
    expect((await img2img({ ...call, model: loaded })).images[0].data).toEqual(expected);
    await end();
    await loaded.dispose(); // nothing is left to free
    await img2img(call);
  }
});

it('serves calls at once after the thread ended', async () => {
  await end();
  const pictures = await Promise.all([1, 2, 3].map(() => img2img(call)));
  for (const { images } of pictures) expect(images[0].data).toEqual(expected);
});

it('asks a new thread what the one before did not answer, and says so where that ends as well', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'overpaint-death-'));
  const file = join(folder, 'large');
  await writeFile(file, Buffer.alloc(64e6));
  const client = startWorkerClient();
  threads.length = 0;
  const hashing = client.hash([file]);
  await end();
  expect((await hashing)[0]).toMatch(/^[0-9a-f]{64}$/);

  const again = client.hash([file]);
  again.catch(() => {});
  await end();
  await vi.waitFor(() => expect(threads).toHaveLength(1));
  await end();
  await expect(again).rejects.toThrow(/thread ended with status \d/);
  expect((await client.hash([file]))[0]).toMatch(/^[0-9a-f]{64}$/);
  await client.dispose();
  await rm(folder, { recursive: true });
});
