import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { Image } from '../image/index.js';
import { createOverpaint } from '../overpaint.js';
import { referencePlatform } from '../testing/reference-platform.js';

const golden = new URL('../../golden/pipelines/', import.meta.url);
const cases = new URL('sdxl-pix2pix-tiny/cases/', golden);
const { img2img } = createOverpaint<URL, never, never>(referencePlatform() as never);

it.each(readdirSync(cases))('paints what diffusers paints: %s', async (name) => {
  const { image, seeds, width, height, ...call } = JSON.parse(
    readFileSync(new URL(`${name}/case.json`, cases), 'utf8'),
  );
  const { prompt, negativePrompt, steps, guidanceScale, imageGuidanceScale } = call;
  const { images, recipe } = await img2img({
    image: new URL(`inputs/${image}`, golden),
    model: 'sdxl-pix2pix-tiny',
    prompt,
    negativePrompt,
    steps,
    guidanceScale,
    imageGuidanceScale,
    strength: 1, // diffusers' pipeline has none
    seed: seeds[0],
    size: { width, height },
  } as never);
  const expected = await sharp(readFileSync(new URL(`${name}/image-0.png`, cases)))
    .ensureAlpha()
    .raw()
    .toBuffer();
  const { data } = images[0] as unknown as Image;
  expect(data.reduce((most, one, i) => Math.max(most, Math.abs(one - expected[i]!)), 0)).toBeLessThanOrEqual(1);
  expect(recipe.imageGuidanceScale).toBe(imageGuidanceScale);
});
