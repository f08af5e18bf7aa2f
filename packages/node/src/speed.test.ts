import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { speedOfCase } from '../../core/src/testing/speed-of-case.js';
import { createNodeOverpaint } from './overpaint.js';

const golden = (path: string) => fileURLToPath(new URL(`../../core/golden/pipelines/${path}`, import.meta.url));

const { img2img, dispose } = createNodeOverpaint({ cache: false });
afterAll(dispose);

const cases = ['sd15-tiny', 'flux-tiny'].flatMap((model) =>
  readdirSync(golden(`${model}/cases`))
    .filter((name) => /^(reuse|first-block-cache)/.test(name))
    .map((name) => [model, name] as const),
);

it.each(cases)('leaves out what the published program does: %s, %s', async (model, name) => {
  const at = `${model}/cases/${name}`;
  const recorded = JSON.parse(readFileSync(golden(`${at}/case.json`), 'utf8'));
  const { prompt, negativePrompt, steps, strength, guidanceScale, maxSequenceLength, seeds, scheduler } = recorded;
  const asked = { prompt, negativePrompt, steps, strength, guidanceScale, maxSequenceLength, seed: seeds[0] };
  const { images } = await img2img({
    ...asked,
    image: golden(`inputs/${recorded.image}`),
    model: golden(model),
    size: { width: recorded.width, height: recorded.height },
    speed: speedOfCase(recorded),
    ...(scheduler && { scheduler: { ...scheduler.overrides, _class_name: scheduler.class } }),
  });
  const expected = await sharp(golden(`${at}/image-0.png`))
    .ensureAlpha()
    .raw()
    .toBuffer();
  const { data } = images[0];
  expect(expected.reduce((most, value, i) => Math.max(most, Math.abs(value - data[i]!)), 0)).toBeLessThanOrEqual(1);
});
