import { fileURLToPath } from 'node:url';
import type { ProviderV3 } from '@ai-sdk/provider';
import { createProviderRegistry, generateImage, NoSuchModelError } from 'ai';
import { generateImage as generateImage7 } from 'ai-7';
import { bindOverpaint, readRecipe } from 'overpaint';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createOverpaint, overpaint as ofPackage } from './provider.js';

vi.hoisted(() => Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false })); // they are in the results

const calls = bindOverpaint({ threads: 2 });
const overpaint = createOverpaint({ overpaint: calls });
const providerOptions = { overpaint: { steps: 2 } };
let picture: Buffer;
const asTheyAre = (images: Buffer[]) => ({ images });

beforeAll(async () => {
  const bird = fileURLToPath(new URL('../../../examples/start/bird.jpg', import.meta.url));
  picture = await sharp(bird).resize(96, 64).png().toBuffer();
});
afterAll(() => calls.dispose());

describe.each([
  ['ai 6', generateImage],
  ['ai 7', generateImage7 as unknown as typeof generateImage],
])('with %s', (_, generate) => {
  it('paints with pictures, a mask, a size, a seed and settings', async () => {
    const mask = await sharp({ create: { width: 96, height: 48, channels: 3, background: '#000' } })
      .extend({ bottom: 16, background: '#fff' })
      .png()
      .toBuffer();
    const { images, warnings, providerMetadata, responses } = await generate({
      model: overpaint('mini'),
      prompt: { images: [picture], text: 'watercolor', mask },
      n: 2,
      size: '64x64',
      seed: 7,
      providerOptions,
    });
    expect(warnings).toEqual([]);
    expect(images.map(({ mediaType }) => mediaType)).toEqual(['image/png', 'image/png']);
    const fitted = await sharp(picture).resize(64, 64).raw().toBuffer();
    const painted = await sharp(images[1]!.uint8Array).removeAlpha().raw().toBuffer();
    const differences = painted.map((value, index) => Math.abs(value - fitted[index]!));
    const row = 3 * 64;
    expect(Math.max(...differences.subarray(0, 32 * row))).toBeLessThan(60); // black keeps the source; only the resizing differs
    expect(Math.max(...differences.subarray(52 * row))).toBeGreaterThan(60);
    const recipe = readRecipe(images[1]!.uint8Array);
    expect(recipe).toMatchObject({
      prompt: { given: 'watercolor' },
      seed: 8,
      steps: 2,
      size: { width: 64, height: 64 },
    });
    const told = providerMetadata['overpaint']!.images as unknown[];
    expect(told).toMatchObject([
      { seed: 7, width: 64, height: 64 },
      { seed: 8, width: 64, height: 64, recipe: { seed: 8 } },
    ]);
    expect(responses).toMatchObject([{ modelId: 'mini' }]);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const model = overpaint('mini', { onProgress: ({ type }) => type === 'step' && stop.abort() });
    const prompt = { images: [picture], text: 'ink' };
    const painting = generate({
      model,
      prompt,
      abortSignal: stop.signal,
      providerOptions: { overpaint: { steps: 50 } },
    });
    await expect(painting).rejects.toMatchObject({ name: 'AbortError', code: 'ABORTED' });
  });
});

it('takes data URLs and base64, a format, and settings of the model below those of the call', async () => {
  const model = overpaint('mini', { format: 'jpeg', steps: 3, seed: 1, strength: 0.5 });
  const images = [`data:image/png;base64,${picture.toString('base64')}`];
  const { image, warnings } = await generateImage({
    model,
    prompt: { images, text: 'ink' },
    size: '64x48',
    providerOptions: { overpaint: { steps: 2, format: 'webp', quality: 50, model: 'elsewhere' } },
  });
  expect(image.mediaType).toBe('image/webp');
  expect(readRecipe(image.uint8Array)).toMatchObject({ steps: 2, seed: 1, strength: 0.5 });
  expect(warnings).toMatchObject([{ type: 'unsupported', feature: 'providerOptions.overpaint.model' }]);
});

it('tells what is ignored', async () => {
  const { warnings } = await generateImage({
    model: overpaint('mini'),
    prompt: { images: [picture], text: 'ink' },
    size: '64x64',
    aspectRatio: '2:1',
    providerOptions: { overpaint: { steps: 2, clipSkip: 1, strenght: 1 } },
  });
  expect(warnings).toMatchObject([
    { type: 'unsupported', feature: 'aspectRatio' },
    { type: 'other', message: expect.stringContaining('strength') },
    { type: 'other', message: expect.stringContaining('clipSkip') },
  ]);
});

type Refused = Omit<Parameters<typeof generateImage>[0], 'model' | 'prompt'>;
it.each<[string, string, (images: Buffer[]) => Parameters<typeof generateImage>[0]['prompt'], Refused, object]>([
  ['a prompt without a picture', 'mini', () => 'a bird', {}, { argument: 'prompt.images' }],
  ['a size that is none', 'mini', asTheyAre, { size: '0x9' }, { argument: 'size' }],
  ['what is no picture', 'mini', () => ({ images: [new Uint8Array(8)] }), {}, { code: 'IMAGE_DECODE' }],
  ['what is no address', 'mini', () => ({ images: ['httpx:x'] }), {}, { argument: 'prompt.images[0]' }],
  ['a model that is not there', './none', asTheyAre, {}, { code: 'MODEL_NOT_FOUND' }],
])('refuses %s', async (_, name, prompt, options, error) => {
  await expect(generateImage({ model: overpaint(name), prompt: prompt([picture]), ...options })).rejects.toMatchObject(
    error,
  );
});

it('is a provider in a registry, with names of its own for models', async () => {
  const folder = fileURLToPath(new URL('../../model-mini/model/', import.meta.url));
  const house = createOverpaint({ overpaint: calls, models: { house: folder } });
  const registry = createProviderRegistry({ overpaint: house as ProviderV3 });
  const model = registry.imageModel('overpaint:house');
  const { image } = await generateImage({ model, prompt: { images: [picture] }, size: '64x64', providerOptions });
  expect(image.mediaType).toBe('image/png');
  expect(() => registry.languageModel('overpaint:house')).toThrow(NoSuchModelError);
  expect(() => ofPackage.embeddingModel('mini')).toThrow(NoSuchModelError);
  expect(ofPackage('mini')).toMatchObject({ provider: 'overpaint', modelId: 'mini', specificationVersion: 'v3' });
});
