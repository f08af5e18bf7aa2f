import type { Image } from './image.js';
import type { Rectangle } from './rectangle.js';

/** A part of a picture, in whole pixels inside of it. */
export function cropImage(image: Image, { x, y, width, height }: Rectangle): Image {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * image.width + x) * 4;
    data.set(image.data.subarray(from, from + width * 4), row * width * 4);
  }
  return { width, height, data };
}
