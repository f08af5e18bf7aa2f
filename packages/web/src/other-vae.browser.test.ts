import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { Img2ImgOptions } from './index.js';
import { closeness } from './testing/paint-in-page.js';
import { testPage } from './testing/test-browser.js';

const cases = new URL('../../core/golden/pipelines/other-vae/taesd-tiny/', import.meta.url);

const shared = testPage();

it.each(readdirSync(cases))('paints with a small autoencoder as diffusers does: %s on WebAssembly', async (name) => {
  const call = JSON.parse(readFileSync(new URL(`${name}/case.json`, cases), 'utf8'));
  const { image, prompt, steps, strength, guidanceScale, seeds, width, height, scheduler } = call;
  for (const [picture, seed] of seeds.entries()) {
    const options = {
      image: `/pipelines/inputs/${image}`,
      ...{ prompt, steps, strength, guidanceScale, seed },
      size: { width, height },
      scheduler: { ...scheduler.overrides, _class_name: scheduler.class },
    } satisfies Img2ImgOptions;
    const pixels = await shared.page.evaluate(async (options) => {
      const { createWebOverpaint } = globalThis.overpaint;
      const { loadModel, img2img, dispose } = createWebOverpaint({ providers: ['wasm'] });
      const model = await loadModel('/pipelines/sd15-tiny/', { vae: '/pipelines/taesd-tiny/' });
      const { images } = await img2img({ ...options, model });
      await dispose();
      return [...images[0].data];
    }, options);
    const expected = await sharp(readFileSync(new URL(`${name}/image-${picture}.png`, cases)))
      .ensureAlpha()
      .raw()
      .toBuffer();
    expect(closeness(pixels, expected, 1).largest).toBeLessThanOrEqual(1);
  }
});
