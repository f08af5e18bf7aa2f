import { expect, it } from 'vitest';
import type { DownloadEvent, FetchContext, ModelFiles } from './backend/files.js';
import { throwIfAborted } from './errors/index.js';
import type { Img2ImgEvent } from './events.js';
import { createOverpaint } from './overpaint.js';
import type { OverpaintImage } from './overpaint-image.js';
import { referencePicture, referencePlatform } from './testing/reference-platform.js';
import { untilAborted } from './until-aborted.js';

const call = { image: referencePicture(), prompt: 'ink', size: 64, steps: 4, strength: 0.75, seed: 7 };
const pause = (milliseconds = 0) => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Fetch {
  readonly paths: readonly string[];
  readonly context: FetchContext;
  arrive(): void;
}

/** The tiny model on a server whose answers the test gives, or that answers at once. */
function bindRemote({ slow = false } = {}) {
  const here = new Set<string>();
  const fetches: Fetch[] = [];
  const remote = (files: ModelFiles): ModelFiles => ({
    ...files,
    list: async () =>
      (await files.list()).map((entry) => ({
        ...entry,
        present: !entry.path.endsWith('.onnx') || here.has(entry.path),
      })),
    async fetch(paths, context = {}) {
      throwIfAborted(context.signal);
      const missing = paths.filter((path) => !here.has(path));
      if (missing.length === 0) return;
      let arrive = () => {};
      const arrived = new Promise<void>((resolve) => (arrive = resolve));
      fetches.push({ paths: missing, context, arrive });
      if (!slow) arrive();
      await untilAborted(arrived, context.signal);
      const sizes = new Map((await files.list()).map(({ path, size }) => [path, size]));
      const total = missing.reduce((sum, path) => sum + sizes.get(path)!, 0);
      for (const loaded of [Math.floor(total / 2), total]) {
        context.onDownload?.({ type: 'download', file: missing[0]!, loaded, total });
      }
      for (const path of missing) here.add(path);
    },
    locate(path) {
      if (path.endsWith('.onnx') && !here.has(path)) throw new Error(`${path} is not here`);
      return files.locate(path);
    },
  });
  const platform = referencePlatform({ files: remote });
  const limits = { concurrency: 2 };
  return { ...createOverpaint<URL, unknown, OverpaintImage>(platform, limits), fetches, here };
}

const downloads = (events: readonly Img2ImgEvent[]) =>
  events.filter((event): event is DownloadEvent => event.type === 'download');

it('plans and inspects without fetching networks, and says what is missing', async () => {
  const { plan, inspectModel, img2img, fetches } = bindRemote();
  const { bytes, downloadBytes } = await inspectModel();
  expect(downloadBytes).toBe(bytes);
  expect((await plan(call)).downloadBytes).toBe(bytes);
  expect(fetches).toEqual([]);
  await img2img(call);
  expect((await plan(call)).downloadBytes).toBe(0);
  expect((await inspectModel()).downloadBytes).toBe(0);
});

it.each(['resident', 'staged'] as const)(
  'fetches each network when it is needed, and counts all: %s',
  async (memory) => {
    const { loadModel, img2img, fetches } = bindRemote();
    const model = await loadModel(undefined, { memory });
    const events: Img2ImgEvent[] = [];
    await img2img({ ...call, model, onProgress: (event) => void events.push(event) });
    const order = ['text_encoder', 'vae_encoder', 'unet', 'vae_decoder'];
    expect(fetches.map(({ paths }) => paths)).toEqual(order.map((name) => [`${name}/model.onnx`]));
    const told = downloads(events);
    const { bytes } = model.inspection;
    expect(new Set(told.map(({ total }) => total))).toEqual(new Set([bytes]));
    expect(told.map(({ loaded }) => loaded)).toEqual([...told.map(({ loaded }) => loaded)].sort((a, b) => a - b));
    expect(told.at(-1)!.loaded).toBe(bytes);
  },
);

it('fetches once for two calls; one that gives up takes nothing from the other', async () => {
  const { img2img, fetches } = bindRemote({ slow: true });
  const runs = [img2img(call), img2img(call)];
  while (fetches.length === 0) await pause(5);
  await pause(50);
  runs[0]!.abort();
  await expect(runs[0]).rejects.toMatchObject({ code: 'ABORTED' });
  const answering = setInterval(() => fetches.at(-1)?.arrive(), 10);
  expect((await runs[1])!.images[0].width).toBe(64);
  clearInterval(answering);
  expect(fetches.map(({ paths }) => paths[0])).toHaveLength(new Set(fetches.map(({ paths }) => paths[0])).size);
});

it('stops a download that nobody waits for, and begins anew with the next call', async () => {
  const { img2img, fetches } = bindRemote({ slow: true });
  const run = img2img(call);
  while (fetches.length === 0) await pause(5);
  run.abort();
  const next = img2img(call); // before the abort has come through
  await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  expect(fetches[0]!.context.signal!.aborted).toBe(true);
  const answering = setInterval(() => fetches.at(-1)?.arrive(), 10);
  expect((await next).images[0].width).toBe(64);
  clearInterval(answering);
});

it('tells what goes less well on the way', async () => {
  const { img2img, fetches } = bindRemote({ slow: true });
  const events: Img2ImgEvent[] = [];
  const run = img2img({ ...call, onProgress: (event) => void events.push(event) });
  while (fetches.length === 0) await pause(5);
  fetches[0]!.context.onWarning?.({ code: 'model-in-memory', message: 'No room.' });
  const answering = setInterval(() => fetches.at(-1)?.arrive(), 10);
  expect((await run).warnings).toContainEqual({ code: 'model-in-memory', message: 'No room.' });
  clearInterval(answering);
  expect(events.filter(({ type }) => type === 'warning')).toHaveLength(1);
});
