import { expect, it } from 'vitest';
import type { Image } from './image.js';
import { lanczosWeights } from './lanczos.js';
import { resizeImage } from './resize.js';

const noisy = (width: number, height: number): Image => ({
  width,
  height,
  data: new Uint8ClampedArray(4 * width * height).map((_, i) => (i % 4 === 3 ? 255 : (i * 2654435761) >>> 24)),
});

/** One pass as plain arithmetic: sums of whole numbers, rounded and clipped. */
function pass({ width, height, data }: Image, length: number, along: boolean): Image {
  const { places, values, taps } = lanczosWeights(along ? width : height, length);
  const size = along ? { width: length, height } : { width, height: length };
  const out = new Uint8ClampedArray(4 * size.width * size.height).fill(255);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const at = along ? x : y;
      const [first, count] = [places[2 * at]!, places[2 * at + 1]!];
      for (let channel = 0; channel < 3; channel++) {
        let sum = 2 ** 21;
        for (let k = 0; k < count; k++) {
          const pixel = along ? y * width + first + k : (first + k) * width + x;
          sum += values[at * taps + k]! * data[4 * pixel + channel]!;
        }
        out[4 * (y * size.width + x) + channel] = Math.floor(sum / 2 ** 22);
      }
    }
  }
  return { ...size, data: out };
}

it.each([
  [1, 1, 5, 3],
  [9, 7, 3, 2],
  [13, 21, 17, 11],
  [33, 10, 34, 9],
  [64, 50, 31, 33],
  [257, 35, 90, 30],
])('weighs %i × %i pixels to %i × %i as plain arithmetic does', async (width, height, toWidth, toHeight) => {
  const source = noisy(width, height);
  const down = toHeight < height && height - toHeight > 2 * (width - toWidth); // rows first, as Pillow chooses
  const byHand = down
    ? pass(pass(source, toHeight, false), toWidth, true)
    : pass(pass(source, toWidth, true), toHeight, false);
  expect(await resizeImage(source, { width: toWidth, height: toHeight })).toEqual(byHand);
});
