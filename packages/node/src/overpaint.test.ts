import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Img2ImgEvent, readRecipe } from '@overpaint/core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNodeOverpaint } from './overpaint.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const golden = here('../../core/golden/pipelines/');
const overpaint = createNodeOverpaint({ defaultModel: here('../../model-mini/model'), cache: false });
const { img2img } = overpaint;
let folder: string;
let photo: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-node-'));
  photo = join(folder, 'bird.jpg');
  const circle =
    '<svg width="320" height="240"><rect width="320" height="240" fill="#89c"/><circle cx="150" cy="110" r="70" fill="#c73"/></svg>';
  await sharp(Buffer.from(circle)).jpeg().toFile(photo);
});
afterAll(async () => {
  await overpaint.dispose();
  await rm(folder, { recursive: true });
});

const small = { size: 128, steps: 4, seed: 7 } as const;

it('paints with five lines', async () => {
  const { images, seed } = await img2img({ image: photo, prompt: 'watercolor painting, flower', size: 256 });
  const path = await images[0].save(join(folder, 'bird-watercolor.png'));
  const { width, height, format } = await sharp(path).metadata();
  expect({ width, height, format }).toEqual({ width: 256, height: 192, format: 'png' });
  expect(Number.isSafeInteger(seed)).toBe(true);
  expect(readRecipe(await readFile(path))).toMatchObject({ seed, prompt: { given: 'watercolor painting, flower' } });
});

it('paints the same picture for the same seed, in this binding and in another', async () => {
  const { images } = await img2img({ image: photo, prompt: 'ink drawing', ...small });
  const again = await img2img({ image: photo, prompt: 'ink drawing', ...small });
  const other = createNodeOverpaint({ cache: false });
  const elsewhere = await other.img2img({
    image: await readFile(photo),
    prompt: 'ink drawing',
    model: here('../../model-mini/model'),
    ...small,
  });
  await other.dispose();
  expect(again.images[0].data).toEqual(images[0].data);
  expect(elsewhere.images[0].data).toEqual(images[0].data);
});

it('agrees with diffusers within one level', async () => {
  const path = join(golden, 'sd15-tiny/cases/dpmpp-2m-karras');
  const expected = await sharp(join(path, 'image-0.png')).removeAlpha().raw().toBuffer();
  const call = JSON.parse(await readFile(join(path, 'case.json'), 'utf8')) as Record<string, never>;
  const { images } = await img2img({
    image: join(golden, 'inputs', call['image']!),
    prompt: call['prompt'],
    negativePrompt: call['negativePrompt'],
    model: join(golden, 'sd15-tiny'),
    steps: call['steps'],
    strength: call['strength'],
    guidanceScale: call['guidanceScale'],
    seed: call['seeds']![0],
    scheduler: 'dpmpp-2m',
    sigmas: 'karras',
    size: { width: call['width']!, height: call['height']! },
  });
  const rgb = images[0].data.filter((_, index) => index % 4 !== 3);
  expect(rgb.length).toBe(expected.length);
  expect(rgb.reduce((most, value, index) => Math.max(most, Math.abs(value - expected[index]!)), 0)).toBeLessThanOrEqual(
    1,
  );
});

it('saves by the ending of the name, with the recipe inside, and refuses other endings', async () => {
  const { images } = await img2img({ image: photo, prompt: 'ink drawing', ...small });
  for (const ending of ['png', 'jpg', 'webp']) {
    const path = join(folder, `saved.${ending}`);
    expect(await images[0].save(path)).toBe(path);
    expect(readRecipe(await readFile(path))).toMatchObject({ seed: 7 });
  }
  await expect(images[0].save(join(folder, 'saved.gif'))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(images[0].save(join(folder, 'none/saved.png'))).rejects.toMatchObject({ code: 'STORAGE' });
});

it('stops within one network call when it is aborted, and goes on working', async () => {
  const run = img2img({ image: photo, prompt: 'ink drawing', size: 256, steps: 20, strength: 1, seed: 7 });
  const events: Img2ImgEvent[] = [];
  let stopped = 0;
  const failure = (async () => {
    for await (const event of run) {
      events.push(event);
      if (event.type === 'step') {
        stopped = performance.now();
        run.abort(new Error('enough'));
      }
    }
  })();
  await expect(failure).rejects.toMatchObject({ code: 'ABORTED', name: 'AbortError' });
  const step = events.find((event) => event.type === 'step')!;
  expect(performance.now() - stopped).toBeLessThan(3 * 1000 * step.secondsPerStep + 500);
  expect(events.filter(({ type }) => type === 'step').length).toBeLessThanOrEqual(2); // the call under way ends first
  await expect(img2img({ image: photo, ...small })).resolves.toHaveProperty('images.length', 1);
});

it('leaves the event loop free while it paints', async () => {
  const warm = { image: photo, prompt: 'ink drawing', size: 512, steps: 2, stepsMode: 'exact', seed: 7 } as const;
  await img2img(warm);
  let ticks = 0;
  let denoising = false;
  const timer = setInterval(() => (ticks += Number(denoising)), 2);
  const { plan } = await img2img({
    ...warm,
    prompt: 'oil painting',
    seed: 8,
    onProgress: ({ type }) => {
      if (type === 'step') denoising = true;
      if (type === 'decode') denoising = false;
    },
  });
  clearInterval(timer);
  // With network calls on the main thread the timer would come once between two of them.
  expect(ticks).toBeGreaterThan(3 * plan.networkCalls);
});

it('keeps nothing of a call whose picture cannot be read', async () => {
  const before = await readdir(folder);
  for (const image of [join(folder, 'none.jpg'), folder]) {
    await expect(img2img({ image, ...small })).rejects.toMatchObject({ code: 'IMAGE_DECODE' });
  }
  expect(await readdir(folder)).toEqual(before);
});

it('says what is wrong with a model', async () => {
  await expect(img2img({ image: photo, model: join(folder, 'none') })).rejects.toMatchObject({
    code: 'MODEL_NOT_FOUND',
  });
  const offline = createNodeOverpaint({ hub: { offline: true, cache: join(folder, 'hub') } });
  await expect(offline.img2img({ image: photo, model: 'owner/name' })).rejects.toMatchObject({ code: 'OFFLINE' });
  await offline.dispose();
  await expect(img2img({ image: photo, model: folder })).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  expect((await stat(photo)).size).toBeGreaterThan(0);
});

it('plans, inspects and detects without loading weights', async () => {
  const started = performance.now();
  const plan = await overpaint.plan({ image: photo, prompt: 'ink drawing', size: 256 });
  const inspection = await overpaint.inspectModel();
  expect(plan).toMatchObject({
    model: { name: 'mini' },
    source: { width: 320, height: 240 },
    size: { width: 256, height: 192 },
  });
  const { size } = await stat(here('../../model-mini/model/unet/model.onnx'));
  expect(inspection.components['unet']!.bytes).toBe(size);
  expect(performance.now() - started).toBeLessThan(2000);
  expect((await overpaint.detect()).backend).toBe('node');
});

it('applies styles, and suggests the nearest for an unknown one', async () => {
  const plan = await overpaint.plan({ image: photo, prompt: 'a bird', style: 'watercolor', promptMagic: true });
  expect(plan.prompts[0]!.expanded).toMatch(/watercolor/);
  const unknown = overpaint.plan({ image: photo, style: 'watercolour' });
  await expect(unknown).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'style' });
  await expect(unknown).rejects.toThrow(/"watercolor"/);
});

it('loads a model, uses it and frees it', async () => {
  const model = await overpaint.loadModel(join(golden, 'sd15-tiny'), { memory: 'staged' });
  await expect(img2img({ image: photo, model, ...small })).resolves.toHaveProperty('images.length', 1);
  await model.dispose();
  await expect(img2img({ image: photo, model, ...small })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});
