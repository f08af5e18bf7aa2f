import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ControlNetOptions, Img2ImgOptions } from './index.js';
import { closeness, type PlainOptions } from './testing/paint-in-page.js';
import { testPage } from './testing/test-browser.js';

const golden = new URL('../../core/golden/pipelines/', import.meta.url);

const shared = testPage();

interface Steering extends Omit<ControlNetOptions, 'image'> {
  readonly net: string;
  readonly image?: string;
}

/** Paints in the page with ControlNets, and tells what they saw and which scripts were loaded. */
const paint = (options: PlainOptions, steering: readonly Steering[], thread: 'worker' | 'main' = 'worker') =>
  shared.page.evaluate(
    async ([options, steering, thread]) => {
      const { createWebOverpaint, controlNet } = globalThis.overpaint;
      globalThis.painters ??= {};
      globalThis.painters[thread] ??= createWebOverpaint({ providers: ['wasm'], thread });
      const { loadControlNet, img2img } = globalThis.painters[thread]!;
      const features = [];
      const hashes: string[] = [];
      for (const { net, ...rest } of steering) {
        const loaded = await loadControlNet(net);
        hashes.push(await loaded.sha256);
        features.push(controlNet(loaded, rest));
      }
      const seen: string[] = [];
      const { images, recipe } = await img2img({
        ...(options as Img2ImgOptions),
        features,
        onProgress: (event) =>
          void (event.type === 'control' && seen.push(`${event.preprocess} ${event.image.data.length}`)),
      });
      const kept = recipe.features?.map(({ model }) => (model as { sha256: string }).sha256);
      return { data: [...images[0].data], seen, hashes, kept };
    },
    [options, steering, thread] as const,
  );

const pixelsOf = (path: string) =>
  sharp(readFileSync(new URL(path, golden)))
    .ensureAlpha()
    .raw()
    .toBuffer();

describe.each(['controlnet-tiny', 'controlnet-plain-tiny', 'sdxl-controlnet-tiny', 'sd3-controlnet-tiny'])(
  '%s paints what diffusers paints, on WebAssembly',
  (model) => {
    it.each(readdirSync(new URL(`${model}/cases/`, golden)))('%s', async (name) => {
      const call = JSON.parse(readFileSync(new URL(`${model}/cases/${name}/case.json`, golden), 'utf8'));
      const { prompt, negativePrompt, steps, strength, guidanceScale, seeds, width, height } = call;
      const { control, controlScale, controlStart = 0, controlEnd = 1 } = call;
      const alone = [{ net: 'controlnet', control, scale: controlScale, start: controlStart, end: controlEnd }];
      const nets: readonly (typeof alone)[number][] = call.controlNets ?? alone;
      const { data } = await paint(
        {
          image: `/pipelines/inputs/${call.image}`,
          model: `/pipelines/${model}/`,
          ...{ prompt, negativePrompt, steps, strength, guidanceScale, seed: seeds[0] },
          size: { width, height },
          ...(call.scheduler && { scheduler: JSON.parse(call.savedSchedulerConfig) }),
        },
        nets.map(({ net, control, scale, start, end }) => ({
          net: `/pipelines/${model}/${net}/`,
          image: `/pipelines/inputs/${control}`,
          ...{ weight: scale, start, end },
        })),
      );
      const expected = await pixelsOf(`${model}/cases/${name}/image-0.png`);
      expect(closeness(data, expected, 1).largest).toBeLessThanOrEqual(1);
    });
  },
);

const call = { image: '/pipelines/inputs/photo-64x64.png', model: '/pipelines/controlnet-plain-tiny/', prompt: 'ink' };
const quick = { ...call, size: 64, steps: 2, strength: 1, seed: 7 };

it('steers by the edges of the source, tells what was seen, and keeps it in the recipe; in either thread', async () => {
  const steering = [
    { net: '/pipelines/controlnet-tiny/controlnet/model.onnx', preprocess: 'canny', weight: 0.8 },
  ] as const;
  const worker = await paint(quick, steering);
  const main = await paint(quick, steering, 'main');
  expect(worker.seen).toEqual([`canny ${64 * 64 * 4}`]);
  expect(worker.kept).toEqual(worker.hashes);
  expect(main).toEqual(worker);
});

it('refuses what does not fit, and functions', async () => {
  const outcome = await shared.page.evaluate(async (quick) => {
    const { createWebOverpaint, controlNet } = globalThis.overpaint;
    const { loadControlNet, img2img, dispose } = createWebOverpaint({ providers: ['wasm'] });
    const net = await loadControlNet('/pipelines/sdxl-controlnet-tiny/controlnet-0/');
    const codeOf = (work: PromiseLike<unknown>) =>
      work.then(
        () => 'none',
        (error) => `${error.code} ${error.feature ?? error.argument ?? ''}`,
      );
    const codes = [
      await codeOf(img2img({ ...quick, features: [controlNet(net)] })),
      await codeOf(img2img({ ...quick, features: [{ name: 'own', afterStep: ({ latents }) => latents }] })),
      await codeOf(loadControlNet('/pipelines/nowhere/')),
      await codeOf(loadControlNet('/pipelines/controlnet-tiny/unet/')),
    ];
    await net.dispose();
    codes.push(await codeOf(img2img({ ...quick, features: [controlNet(net)] })));
    await dispose();
    return codes;
  }, quick);
  expect(outcome).toEqual([
    'UNSUPPORTED controlNet',
    'UNSUPPORTED features',
    'MODEL_NOT_FOUND ',
    'MODEL_INVALID ',
    'INVALID_ARGUMENT net',
  ]);
});
