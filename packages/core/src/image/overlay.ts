import { fitImage } from './fit-image.js';
import type { Image } from './image.js';
import type { Grey } from './mask.js';
import { planFit } from './plan-fit.js';
import type { Rectangle } from './rectangle.js';

/**
 * Lays what was painted over the original where the mask says so: mask·painted + (1 − mask)·original, so that pixels
 * under a mask of 0 are the original's. All three are of one size.
 */
export function overlay(original: Image, painted: Image, mask: Grey): Image {
  const data = original.data.slice();
  for (let i = 0; i < data.length; i++) {
    const share = i % 4 === 3 ? 0 : mask.data[i >> 2]!;
    if (share) data[i] = (share * painted.data[i]! + (255 - share) * original.data[i]!) / 255;
  }
  return { width: original.width, height: original.height, data };
}

/** What was painted, with the original's own pixels wherever the mask is 0. All three are of one size. */
export function restore(original: Image, painted: Image, mask: Grey): Image {
  const data = painted.data.slice();
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] === 0) data.set(original.data.subarray(4 * i, 4 * i + 4), 4 * i);
  }
  return { width: original.width, height: original.height, data };
}

/** A painted part, scaled to its region and set into an otherwise black picture of the original's size. */
export async function placeInRegion(painted: Image, region: Rectangle, { width, height }: Image): Promise<Image> {
  const size = { width: region.width, height: region.height };
  const source = { width: painted.width, height: painted.height };
  const part = await fitImage(painted, planFit({ source, size, fit: 'cover', nativeSize: 512, multiple: 1 }));
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < region.height; y++) {
    const row = part.data.subarray(y * region.width * 4, (y + 1) * region.width * 4);
    data.set(row, ((region.y + y) * width + region.x) * 4);
  }
  return { width, height, data };
}
