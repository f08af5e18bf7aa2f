import type { Size } from './rectangle.js';
import type { TimeSlices } from './time-slices.js';

/** Pixels of four values, before they are rounded. */
export interface SoftImage extends Size {
  readonly data: Float32Array;
}

/**
 * A Gaussian in float32 over four standard deviations to each side, the picture mirrored at its edges without repeating them, as
 * OpenCV's `GaussianBlur` of float pictures.
 */
export async function gaussianBlur(image: SoftImage, deviation: number, pace: TimeSlices): Promise<SoftImage> {
  const weights = gaussian(deviation);
  const { width, height } = image;
  const across = new Float32Array(image.data.length);
  const out = new Float32Array(image.data.length);
  const columns = reach(width, weights.length);
  const rows = reach(height, weights.length);
  for (let y = 0; y < height; y++) {
    blurRow(image.data, across, { from: y * width, step: 1, count: width, places: columns }, weights);
    if (pace.due()) await pace.rest();
  }
  for (let x = 0; x < width; x++) {
    blurRow(across, out, { from: x, step: width, count: height, places: rows }, weights);
    if (pace.due()) await pace.rest();
  }
  return { width, height, data: out };
}

function gaussian(deviation: number): Float32Array {
  const radius = Math.round(8 * deviation + 1) >> 1;
  const values = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * deviation ** 2)),
  );
  const sum = values.reduce((total, value) => total + value, 0);
  return Float32Array.from(values, (value) => value / sum);
}

/** Which pixel lies at each place from `radius` before the first one to `radius` behind the last one. */
function reach(length: number, taps: number): Int32Array {
  const radius = taps >> 1;
  const period = Math.max(1, 2 * (length - 1));
  return Int32Array.from({ length: length + 2 * radius }, (_, i) => {
    const place = Math.abs(i - radius) % period;
    return Math.min(place, period - place);
  });
}

interface Line {
  readonly from: number;
  readonly step: number;
  readonly count: number;
  readonly places: Int32Array;
}

function blurRow(
  data: Float32Array,
  out: Float32Array,
  { from, step, count, places }: Line,
  weights: Float32Array,
): void {
  for (let i = 0; i < count; i++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let k = 0; k < weights.length; k++) {
      const at = 4 * (from + step * places[i + k]!);
      const weight = weights[k]!;
      red += weight * data[at]!;
      green += weight * data[at + 1]!;
      blue += weight * data[at + 2]!;
    }
    const at = 4 * (from + step * i);
    out[at] = red;
    out[at + 1] = green;
    out[at + 2] = blue;
    out[at + 3] = 255;
  }
}
