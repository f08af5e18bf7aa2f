import type { Image } from './image.js';
import { createPace, type Pace } from './pace.js';

/** Red, green and blue, 0–255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

export const white: Rgb = [255, 255, 255];

/** Lays a picture on a background, so that it is opaque. A picture that already is comes back as it is. */
export async function flattenAlpha(image: Image, background: Rgb = white, pace: Pace = createPace()): Promise<Image> {
  const { width, height, data } = image;
  let out: Uint8ClampedArray | undefined;
  for (let y = 0; y < height; y++) {
    for (let i = y * width * 4, end = i + width * 4; i < end; i += 4) {
      const alpha = data[i + 3]!;
      if (alpha === 255) continue;
      out ??= data.slice();
      // The clamped array rounds, once.
      for (let c = 0; c < 3; c++) out[i + c] = (data[i + c]! * alpha + background[c]! * (255 - alpha)) / 255;
      out[i + 3] = 255;
    }
    if (pace.due()) await pace.rest();
  }
  return out ? { width, height, data: out } : image;
}
