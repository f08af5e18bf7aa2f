import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { imageDistance, noisyImage, readGoldenImage, readImageCases } from '../testing/golden-image.js';
import { flattenAlpha } from './flatten.js';
import { from16Bit } from './from-16-bit.js';
import type { Image } from './image.js';

const { load } = readImageCases<{
  readonly load: readonly { readonly source: string; readonly expected: string; readonly tolerance: number }[];
}>();

/** Raw samples as the file has them, 16-bit ones by `from16Bit`. */
async function decode(path: string): Promise<Image> {
  const file = sharp(fileURLToPath(new URL(`../../golden/images/${path}`, import.meta.url)));
  const { depth, space } = await file.metadata();
  if (depth !== 'ushort') return readGoldenImage(path);
  const { data, info } = await file
    .toColourspace(space === 'grey16' ? 'grey16' : 'rgb16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(Uint8Array.from(data).buffer);
  return { width: info.width, height: info.height, data: from16Bit(samples, info.channels as 1 | 2 | 3 | 4) };
}

it.each(load)('$source on white', async ({ source, expected, tolerance }) => {
  const flat = await flattenAlpha(await decode(source));
  expect(imageDistance(flat, await readGoldenImage(expected))).toBeLessThanOrEqual(tolerance);
});

it('returns an opaque picture as it is, and leaves a transparent one unchanged', async () => {
  const opaque = noisyImage(8, 8);
  expect(await flattenAlpha(opaque)).toBe(opaque);
  const clear = { width: 1, height: 1, data: Uint8ClampedArray.of(9, 9, 9, 0) };
  expect([...(await flattenAlpha(clear, [1, 2, 3])).data]).toEqual([1, 2, 3, 255]);
  expect([...clear.data]).toEqual([9, 9, 9, 0]);
});
