import sharp from 'sharp';
import { expect, it } from 'vitest';
import { pixelsInHeader } from './image-header.js';

const picture = sharp({ create: { width: 70, height: 30, channels: 3, background: '#456' } });

it.each([
  ['PNG', () => picture.clone().png()],
  ['JPEG', () => picture.clone().jpeg()],
  ['progressive JPEG', () => picture.clone().jpeg({ progressive: true })],
  ['JPEG with EXIF', () => picture.clone().withMetadata({ orientation: 6 }).jpeg()],
  ['WebP', () => picture.clone().webp()],
  ['lossless WebP', () => picture.clone().webp({ lossless: true })],
  ['WebP with EXIF', () => picture.clone().withMetadata({ orientation: 6 }).webp()],
  ['GIF', () => picture.clone().gif()],
] as const)('counts the pixels of a %s', async (_, encode) => {
  expect(pixelsInHeader(await encode().toBuffer())).toBe(70 * 30);
});

it('knows nothing of other files and of files that are cut off', async () => {
  expect(pixelsInHeader(new Uint8Array(0))).toBeUndefined();
  expect(pixelsInHeader(new TextEncoder().encode('hello, this is no picture at all'))).toBeUndefined();
  expect(pixelsInHeader((await picture.clone().jpeg().toBuffer()).subarray(0, 30))).toBeUndefined();
});
