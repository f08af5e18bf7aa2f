import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ModelFile, ModelFiles } from '../backend/files.js';
import type { Feature } from '../features/feature.js';
import { createOverpaint } from '../overpaint.js';
import type { Tensor } from '../tensor/tensor.js';
import { referenceBackend, referenceFiles } from '../testing/reference-backend.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';

const golden = new URL('../../golden/pipelines/', import.meta.url);
const cases = new URL('other-vae/taesd-tiny/', golden);
const { img2img, loadModel } = createOverpaint<URL, never, never>(referencePlatform() as never);

interface Case {
  readonly image: string;
  readonly prompt: string;
  readonly steps: number;
  readonly strength: number;
  readonly guidanceScale: number;
  readonly seeds: readonly number[];
  readonly scheduler: { readonly class: string; readonly overrides: object };
  readonly width: number;
  readonly height: number;
}

it.each(readdirSync(cases))('paints with a small autoencoder as diffusers does: %s', async (name) => {
  const call = JSON.parse(readFileSync(new URL(`${name}/case.json`, cases), 'utf8')) as Case;
  const model = await loadModel('sd15-tiny', { vae: 'taesd-tiny' });
  const { prompt, steps, strength, guidanceScale, seeds, width, height } = call;
  for (const [picture, seed] of seeds.entries()) {
    const { images } = await img2img({
      image: new URL(`inputs/${call.image}`, golden),
      model,
      ...{ prompt, steps, strength, guidanceScale, seed },
      size: { width, height },
      scheduler: { ...call.scheduler.overrides, _class_name: call.scheduler.class },
    });
    const file = readFileSync(new URL(`${name}/image-${picture}.png`, cases));
    const expected = await sharp(file).ensureAlpha().raw().toBuffer();
    const { data } = images[0] as { data: Uint8ClampedArray };
    let largest = 0;
    for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]! - expected[i]!));
    expect(largest).toBeLessThanOrEqual(1);
  }
  await model.dispose();
});

it('names both in its hash, and refuses a folder without an autoencoder', async () => {
  const [own, other] = await Promise.all([loadModel('sd15-tiny'), loadModel('sd15-tiny', { vae: 'taesd-tiny' })]);
  expect(await other.sha256).not.toBe(await own.sha256);
  expect(await other.sha256).toMatch(/^[0-9a-f]{64}\+[0-9a-f]{64}$/);
  await expect(loadModel('sd15-tiny', { vae: 'inputs' })).rejects.toMatchObject({
    code: 'MODEL_INVALID',
    component: 'vae',
  });
  await expect(loadModel('sd15-tiny', { vae: 5 as never })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    argument: 'vae',
  });
});

describe('one half of another autoencoder', () => {
  const half =
    (name: string) =>
    (files: ModelFiles): ModelFiles => ({
      ...files,
      list: async () => (await files.list()).filter(({ path }) => !/^vae_/.test(path) || path.startsWith(name)),
    });
  const models = (name: string) => {
    const platform = referencePlatform();
    return createOverpaint<URL, never, never>({
      ...platform,
      openModel: async (source: never, options: never) => {
        const files = await platform.openModel(source, options);
        return source === 'taesd-tiny' ? half(name)(files) : files;
      },
    } as never);
  };
  const call = { image: referencePicture(), prompt: 'ink', size: 64, steps: 2, seed: 7 };

  /** The source's latents and the last ones of a call, and its picture. */
  async function paint(vae?: string, name = 'vae_') {
    const { img2img, loadModel } = models(name);
    const model = await loadModel('sd15-tiny', { vae });
    let [source, last]: (Tensor | undefined)[] = [];
    const watch: Feature = {
      name: 'watch',
      prepare: () => ({
        afterStep: (state) => {
          ({ source } = state);
          last = state.latents;
          return state.latents;
        },
      }),
    };
    const { images } = await img2img({ ...call, model, features: [watch] });
    await model.dispose();
    return { source: source!, last: last!, data: (images[0] as { data: Uint8ClampedArray }).data };
  }

  it('decodes by its own scale what the model has encoded by its', async () => {
    const [own, decoded] = [await paint(), await paint('taesd-tiny', 'vae_decoder')];
    expect(decoded.source.data).toEqual(own.source.data);
    expect(decoded.last.data).toEqual(own.last.data);
    // The decoder itself, whose scale is 1.
    const files = referenceFiles(new URL('taesd-tiny/', golden));
    const session = await referenceBackend.createSession({
      component: 'vae_decoder',
      path: 'vae_decoder/model.onnx',
      files,
    } as ModelFile);
    const { sample } = await session.run({ latent_sample: { type: 'float32', ...decoded.last } } as never);
    const pixels = (sample as Tensor).data;
    const area = 64 * 64;
    const expected = Uint8ClampedArray.from({ length: 4 * area }, (_, i) =>
      i % 4 === 3 ? 255 : Math.round(127.5 * (pixels[(i % 4) * area + (i >> 2)]! + 1)),
    );
    expect(Math.max(...expected.map((value, i) => Math.abs(value - decoded.data[i]!)))).toBeLessThanOrEqual(1);
    await session.dispose();
  });

  it('encodes by its own scale what the model decodes by its', async () => {
    const [full, encoded] = [await paint('taesd-tiny'), await paint('taesd-tiny', 'vae_encoder')];
    expect(encoded.source.data).toEqual(full.source.data);
    expect(encoded.data).not.toEqual(full.data);
  });
});
