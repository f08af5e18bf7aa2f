import type { Image } from './image.js';
import { lanczosWeights, WEIGHT_BITS, type Weights } from './lanczos.js';
import { createPace, type Pace } from './pace.js';
import type { Rectangle, Size } from './rectangle.js';

/**
 * Lanczos resizing equal to Pillow's `Image.resize(…, LANCZOS)` on RGB: two passes, each clipped and rounded to 8 bits.
 * Alpha is not looked at: flatten first. The result is opaque.
 *
 * @param to size of the whole picture after resizing
 * @param region the part of it that is wanted, all by default; the rest is not computed
 */
export async function resizeImage(
  image: Image,
  to: Size,
  region: Rectangle = { x: 0, y: 0, ...to },
  pace: Pace = createPace(),
): Promise<Image> {
  const columns = lanczosWeights(image.width, to.width, region.x, region.x + region.width);
  const rows = lanczosWeights(image.height, to.height, region.y, region.y + region.height);
  // Pillow's choice, which decides what is rounded first.
  if (to.height < image.height && image.height - to.height > 2 * (image.width - to.width)) {
    return filterRow(await filterColumn(image, rows, pace), columns, pace);
  }
  // Only the rows that the second pass looks at go through the first one.
  const top = rows.first[0]!;
  const bottom = rows.first.at(-1)! + rows.count.at(-1)!;
  const narrow = await filterRow(sliceRows(image, top, bottom), columns, pace);
  return filterColumn(narrow, { ...rows, first: rows.first.map((row) => row - top) }, pace);
}

const HALF = 2 ** (WEIGHT_BITS - 1);
const UNIT = 2 ** -WEIGHT_BITS;

/** Weighted sums along each row. */
async function filterRow({ width, height, data }: Image, weights: Weights, pace: Pace): Promise<Image> {
  const { first, count, values, taps } = weights;
  const out = new Uint8ClampedArray(first.length * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < first.length; x++, at += 4) {
      let pixel = (y * width + first[x]!) * 4;
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (let k = x * taps, end = k + count[x]!; k < end; k++, pixel += 4) {
        const weight = values[k]!;
        red += weight * data[pixel]!;
        green += weight * data[pixel + 1]!;
        blue += weight * data[pixel + 2]!;
      }
      out[at] = Math.floor(red * UNIT);
      out[at + 1] = Math.floor(green * UNIT);
      out[at + 2] = Math.floor(blue * UNIT);
      out[at + 3] = 255;
    }
    if (pace.due()) await pace.rest();
  }
  return { width: first.length, height, data: out };
}

/** Weighted sums along each column, taken a row at a time so that memory is read in order. */
async function filterColumn({ width, data }: Image, weights: Weights, pace: Pace): Promise<Image> {
  const { first, count, values, taps } = weights;
  const stride = width * 4;
  const out = new Uint8ClampedArray(first.length * stride);
  const sums = new Float64Array(stride);
  for (let y = 0; y < first.length; y++) {
    sums.fill(HALF);
    for (let k = 0; k < count[y]!; k++) {
      const weight = values[y * taps + k]!;
      const row = (first[y]! + k) * stride;
      for (let i = 0; i < stride; i++) sums[i]! += weight * data[row + i]!;
      if (pace.due()) await pace.rest();
    }
    const at = y * stride;
    for (let i = 0; i < stride; i++) out[at + i] = Math.floor(sums[i]! * UNIT);
    for (let i = 3; i < stride; i += 4) out[at + i] = 255;
  }
  return { width, height: first.length, data: out };
}

function sliceRows({ width, data }: Image, from: number, to: number): Image {
  return { width, height: to - from, data: data.subarray(from * width * 4, to * width * 4) };
}
