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

/** Weighted sums along one axis. `begin` is the row of the whole picture that `image` begins with. */
async function filter(image: Image, weights: Weights, axis: 'x' | 'y', pace: TimeSlices, begin = 0): Promise<Image> {
  const { places, values, taps } = weights;
  const along = +(axis === 'x');
  const across = 1 - along;
  const [width, height] = along ? [places.length / 2, image.height] : [image.width, places.length / 2];
  const data = new Uint8ClampedArray(4 * width * height);
  const [row, outRow] = [4 * image.width, 4 * width]; // bytes
  const { weigh, memory, write } = openKernel();
  const valuesAt = places.byteLength;
  const outAt = valuesAt + values.byteLength;
  const pixelsAt = outAt + rowsAtOnce * outRow;
  write(0, places);
  write(valuesAt, values);
  for (let y = 0; y < height; y += rowsAtOnce) {
    const end = Math.min(y + rowsAtOnce, height);
    const [top, bottom] = along ? [y, end] : seenBy(weights, y, end);
    write(pixelsAt, image.data.subarray((top - begin) * row, (bottom - begin) * row));
    for (let line = y, at = outAt; line < end; line++, at += outRow) {
      weigh(
        ...[at, at + outRow],
        ...[pixelsAt + (along * line - top) * row, along ? 4 : row, 4 * across],
        ...[8 * across * line, 8 * along],
        ...[valuesAt + 4 * across * taps * line, 4 * along * taps],
      );
    }
    data.set(new Uint8Array(memory.buffer, outAt, (end - y) * outRow), y * outRow);
    if (pace.due()) await pace.rest();
  }
  return { width, height, data };
}

let compiled: WebAssembly.Module | undefined;

/** What `kernels/weigh.wat` does, with memory of its own, which grows with what is written and ends with it. */
function openKernel() {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(weighWasm), (letter) => letter.charCodeAt(0)));
  const { memory, weigh } = new WebAssembly.Instance(compiled).exports as unknown as Kernel;
  const write = (at: number, { buffer, byteOffset, byteLength }: Int32Array | Uint8ClampedArray) => {
    const pages = Math.ceil((at + byteLength - memory.buffer.byteLength) / 2 ** 16);
    if (pages > 0) memory.grow(pages);
    new Uint8Array(memory.buffer, at).set(new Uint8Array(buffer, byteOffset, byteLength));
  };
  return { memory, weigh, write };
}

interface Kernel {
  readonly memory: WebAssembly.Memory;
  /** Makes one line of pixels. `kernels/weigh.wat` tells of its numbers. */
  weigh(...numbers: readonly number[]): void;
}

function sliceRows({ width, data }: Image, from: number, to: number): Image {
  return { width, height: to - from, data: data.subarray(from * width * 4, to * width * 4) };
}
