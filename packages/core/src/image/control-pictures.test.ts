import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { canny } from './canny.js';
import type { Image } from './image.js';
import { lineart } from './lineart.js';
import { tile } from './tile.js';

const golden = new URL('../../golden/', import.meta.url);

async function pictureOf(path: string): Promise<Image> {
  const { data, info } = await sharp(readFileSync(new URL(path, golden)))
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
}

interface Case {
  readonly kind: 'canny' | 'lineart' | 'tile';
  readonly source: string;
  readonly expected: string;
  readonly low?: number;
  readonly high?: number;
  readonly blur?: number;
  readonly factor?: number;
}

const cases = JSON.parse(readFileSync(new URL('images/control/cases.json', golden), 'utf8')) as Case[];
const makers = { canny, lineart, tile };

it.each(cases)('$expected is what OpenCV and Pillow make of it', async ({ kind, source, expected, ...options }) => {
  const [picture, wanted] = await Promise.all([source, `images/control/${expected}`].map(pictureOf));
  const made = await makers[kind](picture!, options);
  const apart = made.data.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted!.data[i]!)), 0);
  // Edges are the same pixels; a Gaussian's sum is rounded otherwise by a level here and there.
  expect(apart).toBeLessThanOrEqual(kind === 'canny' ? 0 : 1);
});

it('stops when it is told to', async () => {
  const data = new Uint8ClampedArray(4 * 1500 * 1500).map((_, i) => (i * 7919) % 256);
  for (const make of [canny, lineart, tile]) {
    const controller = new AbortController();
    const made = make({ width: 1500, height: 1500, data }, { signal: controller.signal });
    controller.abort();
    await expect(made).rejects.toMatchObject({ code: 'ABORTED' });
  }
});

it('makes nothing of one pixel, or of one colour', async () => {
  const pixel = { width: 1, height: 1, data: Uint8ClampedArray.of(9, 200, 30, 255) };
  const flat = { width: 5, height: 3, data: new Uint8ClampedArray(60).fill(255) };
  for (const image of [pixel, flat]) {
    expect((await canny(image)).data.filter((_, i) => i % 4 === 0).every((value) => value === 0)).toBe(true);
    expect((await lineart(image)).data.filter((_, i) => i % 4 === 0).every((value) => value === 0)).toBe(true);
    expect((await tile(image)).data).toEqual(image.data);
  }
});
