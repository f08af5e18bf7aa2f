import { readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { softwareGpu } from './testing/browser.js';
import { closeness } from './testing/paint-in-page.js';
import { testPage } from './testing/test-browser.js';

const klein = new URL('../../core/golden/pipelines/klein-tiny/', import.meta.url);
const weights = statSync(new URL('transformer.onnx.data', klein)).size;
const known = JSON.parse(readFileSync(new URL('cases/one-reference/case.json', klein), 'utf8'));

const shared = testPage({ flags: softwareGpu });

/** Paints in the page's own thread, with the build that has WebGPU but on WebAssembly. `pieces` are what the transformer's weights were read in, in bytes. */
const paint = (wasmPaths?: { wasm: string }) =>
  shared.page.evaluate(
    async ([wasmPaths, weights, { prompt, steps, seeds, maxSequenceLength }]) => {
      const { createWebOverpaint } = globalThis.overpaint;
      const { slice } = Blob.prototype;
      const providers = { default: ['wasm'], none: ['webgpu', 'wasm'] } as const;
      const pieces: number[] = [];
      performance.clearResourceTimings();
      Blob.prototype.slice = function (...range) {
        if (this.size === weights) pieces.push(Number(range[1]) - Number(range[0]));
        return slice.apply(this, range);
      };
      try {
        const painter = createWebOverpaint({ thread: 'main', providers, wasmPaths, storage: 'memory' });
        const { images } = await painter.img2img({
          ...{
            image: '/pipelines/inputs/photo-64x64.png',
            prompt,
            steps,
            maxSequenceLength,
            model: '/pipelines/klein-tiny/',
          },
          ...{ seed: seeds[0], guidanceScale: 1, size: { width: 64, height: 64 } },
        });
        const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
        await painter.dispose();
        return { pixels: [...images[0].data], pieces, loaded };
      } finally {
        Blob.prototype.slice = slice;
      }
    },
    [wasmPaths, weights, known] as const,
  );

it.each([
  ['piece by piece where WebAssembly can wait', undefined, 'jspi'],
  ['as a whole elsewhere', { wasm: '/app/assets/ort-wasm-simd-threaded.asyncify.wasm' }, 'asyncify'],
] as const)('gives ONNX Runtime weights that lie beside a graph: %s', async (_, wasmPaths, build) => {
  const { pixels, pieces, loaded } = await paint(wasmPaths);
  const { data } = await sharp(readFileSync(new URL('cases/one-reference/image-0.png', klein)))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(closeness(pixels, data, 1).largest).toBeLessThanOrEqual(1);
  expect(loaded.filter((name) => name.endsWith('.wasm')).every((name) => name.includes(build))).toBe(true);
  expect(pieces.length > 1).toBe(build === 'jspi');
  for (const piece of pieces) expect(piece).toBeLessThan(weights);
});
