import type { Image } from './image.js';
import { type TimeSlices, timeSlices } from './time-slices.js';

/** Red, green and blue, 0–255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

export const white: Rgb = [255, 255, 255];

/** Lays a picture on a background, so that it is opaque. A picture that already is comes back as it is. */
export async function flattenAlpha(
  image: Image,
  background: Rgb = white,
  pace: TimeSlices = timeSlices(),
): Promise<Image> {
  const { width, height, data } = image;
  let out: Uint8ClampedArray | undefined;
  for (let y = 0; y < height; y++) {
    const [from, to] = [y * width * 4, (y + 1) * width * 4];
    if (!isOpaque(data, from, to)) {
      out ??= data.slice();
      flattenRow(out, from, to, background);
    }
    if (pace.due()) await pace.rest();
  }
  return out ? { width, height, data: out } : image;
}

function isOpaque(data: Uint8ClampedArray, from: number, to: number): boolean {
  let all = 255;
  for (let i = from + 3; i < to; i += 4) all &= data[i]!; // without a choice for each pixel
  return all === 255;
}

/** The clamped array rounds, once. */
function flattenRow(data: Uint8ClampedArray, from: number, to: number, background: Rgb): void {
  for (let i = from; i < to; i += 4) {
    const alpha = data[i + 3]!;
    for (let c = 0; c < 3; c++) data[i + c] = (data[i + c]! * alpha + background[c]! * (255 - alpha)) / 255;
    data[i + 3] = 255;
  }
}
