import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { Img2ImgEvent } from '../events.js';
import { createOverpaint } from '../overpaint.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';
import { mountedFiles } from './mounted-files.js';

const golden = new URL('../../golden/pipelines/', import.meta.url);
const cases = new URL('other-vae/taesd-tiny/', golden);
const platform = referencePlatform();
const opened = (source: string) => platform.openModel(source as never, {} as never);
const { img2img, plan, loadModel, inspectModel } = createOverpaint<URL, never, never>({
  ...platform,
  /** One model more: with a small autoencoder in its own folder. */
  openModel: async (source: never) =>
    source !== 'with-taesd'
      ? opened(source)
      : mountedFiles(await opened('sd15-tiny'), { files: await opened('taesd-tiny'), folder: 'taesd/', replaced: [] }),
} as never);
const call = { image: referencePicture(), prompt: 'ink', size: 64, steps: 4, seed: 7 };
const both = { encoder: 'tiny', decoder: 'tiny' } as const;

type Painted = { readonly data: Uint8ClampedArray };
const pixels = async (options: object) =>
  ((await img2img({ ...call, ...options } as never)).images[0] as never as Painted).data;
const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

it.each(readdirSync(cases))('paints with both halves as diffusers does: %s', async (name) => {
  const { image, scheduler, width, height, ...settings } = JSON.parse(
    readFileSync(new URL(`${name}/case.json`, cases), 'utf8'),
  );
  const model = await loadModel('sd15-tiny', { tinyVae: 'taesd-tiny' });
  const { prompt, steps, strength, guidanceScale } = settings;
  for (const [picture, seed] of settings.seeds.entries()) {
    const painted = await pixels({
      image: new URL(`inputs/${image}`, golden),
      ...{ model, prompt, steps, strength, guidanceScale, seed, speed: both },
      size: { width, height },
      scheduler: { ...scheduler.overrides, _class_name: scheduler.class },
    });
    const expected = await sharp(readFileSync(new URL(`${name}/image-${picture}.png`, cases)))
      .ensureAlpha()
      .raw()
      .toBuffer();
    expect(largest(painted, expected)).toBeLessThanOrEqual(1);
  }
  await model.dispose();
});

it('leaves the model what it is for calls that do not ask, and in its hash', async () => {
  const [own, beside] = await Promise.all([loadModel('sd15-tiny'), loadModel('sd15-tiny', { tinyVae: 'taesd-tiny' })]);
  expect(await beside.sha256).toBe(await own.sha256);
  expect(await pixels({ model: beside })).toEqual(await pixels({ model: own }));
  expect(await pixels({ model: beside, speed: { decoder: 'full', encoder: 'full' } })).toEqual(
    await pixels({ model: own }),
  );
});

it('takes the one in the folder of the model, of which inspection tells', async () => {
  const { components } = await inspectModel('with-taesd');
  expect(components['tiny_vae_decoder']?.path).toBe('taesd/vae_decoder/model.onnx');
  const model = await loadModel('sd15-tiny', { tinyVae: 'taesd-tiny' });
  const speed = { decoder: 'tiny' } as const;
  expect(await pixels({ model: 'with-taesd', speed })).toEqual(await pixels({ model, speed }));
  expect(await pixels({ model: 'with-taesd', speed })).not.toEqual(await pixels({ model: 'with-taesd' }));
});

it('is part of the sets, of plans and of recipes', async () => {
  const of = async (options: object) => plan({ ...call, ...options } as never);
  const [exact, fast] = [await of({ model: 'with-taesd' }), await of({ model: 'with-taesd', speed: 'fast' })];
  expect(fast.speed).toMatchObject(both);
  expect(fast.memoryBytes).toBeLessThan(exact.memoryBytes);
  expect((await of({ model: 'with-taesd', speed: 'balanced' })).speed).toMatchObject({ decoder: 'tiny' });
  expect((await of({ model: 'sd15-tiny', speed: 'balanced' })).speed).not.toHaveProperty('decoder');
  const { recipe } = await img2img({ ...call, model: 'with-taesd', speed: both } as never);
  expect(recipe.speed).toEqual(both);
});

it('decodes windows of a large picture, and previews of a call that ends with the full decoder', async () => {
  const tiled = { model: 'with-taesd', size: 256, steps: 1, strength: 1, speed: { decoder: 'tiny' }, tiles: true };
  expect(await pixels(tiled)).not.toEqual(await pixels({ ...tiled, speed: 'exact' }));
  const previews: Uint8ClampedArray[] = [];
  const seen = (event: Img2ImgEvent) => {
    if (event.type === 'preview') previews.push(event.image.data);
  };
  const watched = await pixels({ model: 'with-taesd', preview: { with: 'tiny' }, onProgress: seen });
  expect(previews.length).toBeGreaterThan(0);
  expect(watched).toEqual(await pixels({ model: 'with-taesd' }));
  const [first] = previews;
  previews.length = 0;
  await pixels({ model: 'with-taesd', preview: { with: 'decoder' }, onProgress: seen });
  expect(first).not.toEqual(previews[0]);
});

it.each([
  ['speed.decoder', { speed: { decoder: 'tiny' } }],
  ['speed.encoder', { speed: { encoder: 'tiny' } }],
  ['preview.with', { preview: { with: 'tiny' } }],
  ['speed.decoder', { speed: { decoder: 'small' } }],
])('says what is missing: %s', async (argument, options) => {
  const refused = { code: 'INVALID_ARGUMENT', argument };
  await expect(img2img({ ...call, model: 'sd15-tiny', ...options } as never)).rejects.toMatchObject(refused);
});

it('refuses what is no autoencoder, or one for other latents', async () => {
  await expect(loadModel('sd15-tiny', { tinyVae: 'inputs' })).rejects.toMatchObject({
    ...{ code: 'MODEL_INVALID', component: 'tinyVae' },
  });
  await expect(loadModel('sd3-tiny', { tinyVae: 'taesd-tiny' })).rejects.toMatchObject({
    ...{ code: 'MODEL_INVALID', component: 'tiny_vae_decoder' },
  });
  await expect(loadModel('sd15-tiny', { tinyVae: 5 as never })).rejects.toMatchObject({ argument: 'tinyVae' });
});
