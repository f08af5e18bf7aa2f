import type { Grey } from './mask.js';

const PASSES = 3;
const BITS = 24;

/**
 * Softens a mask by three box blurs along each axis, which come close to a Gaussian of standard deviation `radius`
 * (Gwosdek et al. 2011, "Theoretical foundations of Gaussian convolution by extended box filtering",
 * doi:10.1007/978-3-642-24785-9_38). Rounded to 8 bits after every pass, edges repeated, as Pillow's `GaussianBlur`.
 */
export function blur(image: Grey, radius: number): Grey {
  if (!(radius > 0)) return image;
  const box = boxRadius(radius);
  let { width, height } = image;
  let data = Uint8ClampedArray.from(image.data);
  for (let axis = 0; axis < 2; axis++) {
    for (let pass = 0; pass < PASSES; pass++) data = blurRows(data, width, box);
    data = transpose(data, width, height);
    [width, height] = [height, width];
  }
  return { width, height, data };
}

/** The box, in general with a fraction of a pixel at each end, whose variance after all passes is the Gaussian's. */
function boxRadius(radius: number): number {
  const variance = radius ** 2 / PASSES;
  const whole = Math.floor((Math.sqrt(12 * variance + 1) - 1) / 2);
  const rest = ((2 * whole + 1) * (whole * (whole + 1) - 3 * variance)) / (6 * (variance - (whole + 1) ** 2));
  return whole + rest;
}

function blurRows(data: Uint8ClampedArray, width: number, radius: number): Uint8ClampedArray<ArrayBuffer> {
  const whole = Math.floor(radius);
  const weight = Math.floor(2 ** BITS / (2 * radius + 1));
  const endWeight = Math.floor((2 ** BITS - (2 * whole + 1) * weight) / 2);
  const out = new Uint8ClampedArray(data.length);
  for (let row = 0; row < data.length; row += width) {
    const at = (x: number) => data[row + Math.min(width - 1, Math.max(0, x))]!;
    let sum = 0;
    for (let x = -whole; x <= whole; x++) sum += at(x);
    for (let x = 0; x < width; x++) {
      out[row + x] = Math.floor((sum * weight + (at(x - whole - 1) + at(x + whole + 1)) * endWeight) / 2 ** BITS + 0.5);
      sum += at(x + whole + 1) - at(x - whole);
    }
  }
  return out;
}

function transpose(data: Uint8ClampedArray, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(data.length);
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) out[x * height + y] = data[i]!;
  return out;
}
