import { growTo, type Kernel, kernelOpener } from '../kernel/open-kernel.js';
import type { Image } from './image.js';
import { lanczosWeights, type Weights } from './lanczos.js';
import type { Rectangle, Size } from './rectangle.js';
import { type TimeSlices, timeSlices } from './time-slices.js';
import { weighWasm } from './weigh-wasm.js';

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
  const [top, bottom] = seenBy(rows, 0, region.height);
  const narrow = await filter(sliceRows(image, top, bottom), columns, 'x', pace);
  return filter(narrow, rows, 'y', pace, top);
}

/** From where to where some output pixels look at source pixels. */
const seenBy = ({ places }: Weights, from: number, to: number): readonly [from: number, to: number] => [
  places[2 * from]!,
  places[2 * to - 2]! + places[2 * to - 1]!,
];

/** So many rows are made between two looks at the clock. */
const rowsAtOnce = 8;

/**
 * Weighted sums along one axis, in a kernel whose memory ends with them. `begin` is the row of the whole picture that `image`
 * begins with.
 */
async function filter(image: Image, weights: Weights, axis: 'x' | 'y', pace: TimeSlices, begin = 0): Promise<Image> {
  const { places, values, taps } = weights;
  const along = axis === 'x';
  const lines = along ? 4 : 1; // at once
  const [width, height] = along ? [places.length / 2, image.height] : [image.width, places.length / 2];
  const data = new Uint8ClampedArray(4 * width * height);
  const [row, outRow] = [4 * image.width, 4 * width]; // bytes
  const kernel = openKernel();
  const { weigh, memory } = kernel;
  const valuesAt = places.byteLength;
  const outAt = valuesAt + values.byteLength;
  const pixelsAt = outAt + rowsAtOnce * outRow + 16; // of the last four pixels some may lie behind their row
  growTo(kernel, pixelsAt);
  write(memory, 0, places);
  write(memory, valuesAt, values);
  for (let y = 0; y < height; y += rowsAtOnce) {
    const end = Math.min(y + rowsAtOnce, height);
    const [top, bottom] = along ? [y, y + rowsAtOnce] : seenBy(weights, y, end);
    growTo(kernel, pixelsAt + (bottom - top) * row + 16);
    write(memory, pixelsAt, image.data.subarray((top - begin) * row, (bottom - begin) * row));
    for (let line = y, at = outAt; line < end; line += lines, at += lines * outRow) {
      const source = pixelsAt - top * row;
      if (along) weigh(at, at + outRow, 4, outRow, source + line * row, 0, row, 4, 0, 8, valuesAt, 4 * taps);
      else weigh(at, at + outRow, 16, 4, source, 16, 4, row, 8 * line, 0, valuesAt + 4 * taps * line, 0);
    }
    data.set(new Uint8Array(memory.buffer, outAt, (end - y) * outRow), y * outRow);
    if (pace.due()) await pace.rest();
  }
  return { width, height, data };
}

/** What `kernels/weigh.wat` does. */
interface WeighKernel extends Kernel {
  /** Makes four rows, or one: `kernels/weigh.wat` tells of these numbers. A list of them would be garbage with every row. */
  weigh(
    out: number,
    end: number,
    nextOut: number,
    apart: number,
    source: number,
    next: number,
    lane: number,
    step: number,
    place: number,
    nextPlace: number,
    weights: number,
    nextWeights: number,
  ): void;
}

const openKernel = kernelOpener<WeighKernel>(weighWasm);

function write(memory: WebAssembly.Memory, at: number, bytes: Int32Array | Uint8ClampedArray): void {
  const { buffer, byteOffset, byteLength } = bytes;
  new Uint8Array(memory.buffer, at).set(new Uint8Array(buffer, byteOffset, byteLength));
}

function sliceRows({ width, data }: Image, from: number, to: number): Image {
  return { width, height: to - from, data: data.subarray(from * width * 4, to * width * 4) };
}
