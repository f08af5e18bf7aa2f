import type { Image } from './image.js';

/**
 * Adds one pixel on every side, to be repeated where a contained picture leaves bars. It is the edge pixel sharpened
 * against its neighbour, (9·edge − next) / 8: diffusers' `_resize_and_fill` stretches an empty box at the edge over the
 * bar, and this is what Pillow's bicubic filter makes of an empty box.
 */
export function extendEdges({ width, height, data }: Image): Image {
  const wide = width + 2;
  const out = new Uint8ClampedArray(wide * (height + 2) * 4);
  for (let y = 0; y < height; y++) {
    out.set(data.subarray(y * width * 4, (y + 1) * width * 4), ((y + 1) * wide + 1) * 4);
  }
  const extend = (to: number, edge: number, next: number) => {
    for (let c = 0; c < 4; c++) out[to + c] = Math.floor((9 * out[edge + c]! - out[next + c]!) / 8 + 0.5);
  };
  const inner = { x: Math.min(2, width), y: Math.min(2, height) };
  for (let y = 1; y <= height; y++) {
    const row = y * wide * 4;
    extend(row, row + 4, row + 4 * inner.x);
    extend(row + 4 * (width + 1), row + 4 * width, row + 4 * (width + 1 - inner.x));
  }
  const stride = wide * 4;
  for (let x = 0; x < stride; x += 4) {
    extend(x, x + stride, x + stride * inner.y);
    extend(x + stride * (height + 1), x + stride * height, x + stride * (height + 1 - inner.y));
  }
  return { width: wide, height: height + 2, data: out };
}
