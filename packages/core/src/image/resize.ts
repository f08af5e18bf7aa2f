import type { Image } from './image.js';
import { lanczosWeights, WEIGHT_BITS, type Weights } from './lanczos.js';
import type { Rectangle, Size } from './rectangle.js';
import { type TimeSlices, timeSlices } from './time-slices.js';

/**
 * Lanczos resizing equal to Pillow's `Image.resize(…, LANCZOS)` on RGB: two passes, each clipped and rounded to 8 bits.
 * Alpha is not looked at: flatten first. A picture that has the size already comes back as it is.
 *
 * @param to size of the whole picture after resizing
 * @param region the part of it that is wanted, all by default; the rest is not computed
 */
export async function resizeImage(
  image: Image,
  to: Size,
  region: Rectangle = { x: 0, y: 0, ...to },
  pace: TimeSlices = timeSlices(),
): Promise<Image> {
  const whole = region.width === image.width && region.height === image.height;
  if (whole && to.width === image.width && to.height === image.height) return image;
  const columns = lanczosWeights(image.width, to.width, region.x, region.x + region.width);
  const rows = lanczosWeights(image.height, to.height, region.y, region.y + region.height);
  // Pillow's choice, which decides what is rounded first.
  if (to.height < image.height && image.height - to.height > 2 * (image.width - to.width)) {
    return filter(await filter(image, rows, 'y', pace), columns, 'x', pace);
  }
  // Only the rows that the second pass looks at go through the first one.
  const top = rows.first[0]!;
  const bottom = rows.first.at(-1)! + rows.count.at(-1)!;
  const narrow = await filter(sliceRows(image, top, bottom), columns, 'x', pace);
  return filter(narrow, { ...rows, first: rows.first.map((row) => row - top) }, 'y', pace);
}

const HALF = 2 ** (WEIGHT_BITS - 1);

/** Weighted sums along one axis. */
async function filter(image: Image, weights: Weights, axis: 'x' | 'y', pace: TimeSlices): Promise<Image> {
  const width = axis === 'x' ? weights.first.length : image.width;
  const height = axis === 'y' ? weights.first.length : image.height;
  const data = new Uint8ClampedArray(width * height * 4);
  const filterRow = axis === 'x' ? filterAlongRow : filterAcrossRows;
  for (let y = 0; y < height; y++) {
    filterRow(image, weights, y, data);
    if (pace.due()) await pace.rest();
  }
  return { width, height, data };
}

function filterAlongRow(
  { width, data }: Image,
  { first, count, values, taps }: Weights,
  y: number,
  out: Uint8ClampedArray,
): void {
  for (let x = 0, at = y * first.length * 4; x < first.length; x++, at += 4) {
    weigh(data, (y * width + first[x]!) * 4, 4, values, x * taps, count[x]!, out, at);
  }
}

function filterAcrossRows(
  { width, data }: Image,
  { first, count, values, taps }: Weights,
  y: number,
  out: Uint8ClampedArray,
): void {
  for (let x = 0, at = y * width * 4; x < width; x++, at += 4) {
    weigh(data, (first[y]! * width + x) * 4, width * 4, values, y * taps, count[y]!, out, at);
  }
}

/** One output pixel, in 32-bit integers: 255 · 2²² and the filter's overshoot fit. */
function weigh(
  data: Uint8ClampedArray,
  pixel: number,
  step: number,
  values: Int32Array,
  from: number,
  count: number,
  out: Uint8ClampedArray,
  at: number,
): void {
  let red = HALF;
  let green = HALF;
  let blue = HALF;
  for (let k = from; k < from + count; k++, pixel += step) {
    const weight = values[k]!;
    red = (red + Math.imul(weight, data[pixel]!)) | 0;
    green = (green + Math.imul(weight, data[pixel + 1]!)) | 0;
    blue = (blue + Math.imul(weight, data[pixel + 2]!)) | 0;
  }
  out[at] = red >> WEIGHT_BITS;
  out[at + 1] = green >> WEIGHT_BITS;
  out[at + 2] = blue >> WEIGHT_BITS;
  out[at + 3] = 255;
}

function sliceRows({ width, data }: Image, from: number, to: number): Image {
  return { width, height: to - from, data: data.subarray(from * width * 4, to * width * 4) };
}
