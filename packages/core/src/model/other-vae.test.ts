import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createOverpaint } from '../overpaint.js';
import { referencePlatform } from '../testing/reference-platform.js';

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
