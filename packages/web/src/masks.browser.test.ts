import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { paintInPage } from './testing/paint-in-page.js';
import { testPage } from './testing/test-browser.js';

const golden = new URL('../../core/golden/pipelines/', import.meta.url);

const shared = testPage();

const pixelsOf = (path: string) =>
  sharp(readFileSync(new URL(path, golden)))
    .ensureAlpha()
    .raw()
    .toBuffer();

describe.each(readdirSync(new URL('masked/', golden)))('%s under masks paints what diffusers paints', (model) => {
  it.each(readdirSync(new URL(`masked/${model}/`, golden)))('%s on WebAssembly', async (name) => {
    const at = `masked/${model}/${name}`;
    const call = JSON.parse(readFileSync(new URL(`${at}/case.json`, golden), 'utf8'));
    const { prompt, negativePrompt, steps, strength, guidanceScale, maxSequenceLength, scheduler } = call;
    const [width, height] = call.size ?? [call.width, call.height];
    const painted = await paintInPage(
      shared.page,
      {
        image: `/pipelines/inputs/${call.image}`,
        mask: `/pipelines/inputs/${call.mask}`,
        model: `/pipelines/${model}/`,
        prompt,
        negativePrompt,
        steps,
        strength,
        guidanceScale,
        maxSequenceLength,
        seed: call.seeds[0],
        size: { width, height },
        maskBinarize: call.maskBinarize ?? true,
        maskPadding: call.paddingMaskCrop,
        ...(scheduler && { scheduler: { ...scheduler.overrides, _class_name: scheduler.class } }),
      },
      { providers: ['wasm'] },
    );
    const [expected, source, mask] = await Promise.all(
      [`${at}/image-0.png`, `inputs/${call.image}`, `inputs/${call.mask}`].map(pixelsOf),
    );
    let farthest = 0;
    let touched = 0; // where the mask is black, where diffusers shows what its decoder makes of the source
    for (let i = 0; i < painted.data.length; i++) {
      if (mask![i - (i % 4)] === 0) touched += Number(painted.data[i] !== source![i]);
      else farthest = Math.max(farthest, Math.abs(painted.data[i]! - expected![i]!));
    }
    expect(touched).toBe(0);
    expect(farthest).toBeLessThanOrEqual(1);
  });
});
