import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { closeness } from './testing/paint-in-page.js';
import { testPage } from './testing/test-browser.js';

const golden = new URL('../../core/golden/loras/', import.meta.url);

const shared = testPage();

it.each([
  ['sd15-tiny', 'lora-two'],
  ['sd15-tiny', 'lora-every-kind'],
  ['sdxl-tiny', 'lora-kohya'],
])('paints with LoRAs of %s as diffusers does: %s on WebAssembly', async (model, name) => {
  const at = new URL(`${model}/cases/${name}/`, golden);
  const { image, prompt, negativePrompt, steps, strength, guidanceScale, seeds, scheduler, loras } = JSON.parse(
    readFileSync(new URL('case.json', at), 'utf8'),
  );
  const asked = {
    image: `/pipelines/inputs/${image}`,
    ...{ prompt, negativePrompt, steps, strength, guidanceScale, seed: seeds[0], size: 64 },
    ...(scheduler && { scheduler: { ...scheduler.overrides, _class_name: scheduler.class } }),
    model: `/pipelines/${model}/`,
  };
  const files = (loras as { file: string; weight: number }[]).map(({ file, weight }) => ({
    source: `/loras/${file}`,
    weight,
  }));
  const { pixels, fromBlob, unmatched } = await shared.page.evaluate(
    async ({ asked, files }) => {
      const { createWebOverpaint } = globalThis.overpaint;
      const { img2img, loadModel, inspectLora, dispose } = createWebOverpaint({ providers: ['wasm'] });
      const { images } = await img2img({ ...asked, loras: files });
      const blobs = [];
      for (const { source, weight } of files) blobs.push({ source: await (await fetch(source)).blob(), weight });
      const again = await img2img({ ...asked, loras: blobs });
      const model = await loadModel(asked.model);
      const { unmatched } = await inspectLora(files[0]!.source, { model });
      await dispose();
      return { pixels: [...images[0].data], fromBlob: [...again.images[0].data], unmatched };
    },
    { asked, files },
  );
  const expected = await sharp(readFileSync(new URL('image-0.png', at)))
    .ensureAlpha()
    .raw()
    .toBuffer();
  expect(closeness(pixels, expected, 1).largest).toBeLessThanOrEqual(1);
  expect(fromBlob).toEqual(pixels);
  expect(unmatched).toEqual([]);
});
