import { type Tensor, tensor } from '../tensor/tensor.js';
import type { Image } from './image.js';
import { timeSlices } from './time-slices.js';

const { fround } = Math;
const unit = Float32Array.from({ length: 256 }, (_, level) => fround(level / 255) * 2 - 1);

/** Pixels as a network takes them: [1, 3, height, width], red, green and blue from −1 to 1. Alpha is not looked at. */
export async function imageToTensor({ width, height, data }: Image, signal?: AbortSignal): Promise<Tensor> {
  const area = width * height;
  const out = new Float32Array(3 * area);
  const pace = timeSlices(signal);
  for (let y = 0; y < height; y++) {
    rowToPlanes(data, out, y * width, (y + 1) * width, area);
    if (pace.due()) await pace.rest();
  }
  return tensor([1, 3, height, width], out);
}

/**
 * A network's output [1, 3, height, width] in −1 … 1 as an opaque picture: clamp(x/2 + ½, 0, 1)·255 in float32, rounded
 * half to even, as diffusers does.
 */
export async function tensorToImage({ data, dims }: Tensor, signal?: AbortSignal): Promise<Image> {
  const [, , height = 0, width = 0] = dims;
  const area = width * height;
  const out = new Uint8ClampedArray(4 * area);
  const pace = timeSlices(signal);
  for (let y = 0; y < height; y++) {
    rowToPixels(data, out, y * width, (y + 1) * width, area);
    if (pace.due()) await pace.rest();
  }
  return { width, height, data: out };
}

// A row is a function, since engines compile what is called often well before a loop that is entered once.

function rowToPlanes(pixels: Uint8ClampedArray, out: Float32Array, from: number, to: number, area: number): void {
  for (let at = from; at < to; at++) {
    out[at] = unit[pixels[at * 4]!]!;
    out[at + area] = unit[pixels[at * 4 + 1]!]!;
    out[at + 2 * area] = unit[pixels[at * 4 + 2]!]!;
  }
}

/** A clamped array clips to 0 … 255 and rounds half to even by itself. */
function rowToPixels(planes: Float32Array, out: Uint8ClampedArray, from: number, to: number, area: number): void {
  for (let at = from; at < to; at++) {
    out[at * 4] = fround(fround(planes[at]! / 2 + 0.5) * 255);
    out[at * 4 + 1] = fround(fround(planes[at + area]! / 2 + 0.5) * 255);
    out[at * 4 + 2] = fround(fround(planes[at + 2 * area]! / 2 + 0.5) * 255);
    out[at * 4 + 3] = 255;
  }
}
