import type { Image } from './image.js';
import { fromLab, toLab } from './lab.js';
import { type TimeSlices, timeSlices } from './time-slices.js';

/** How much contrast may grow or shrink: a nearly flat picture would otherwise be stretched to noise. */
const MAX_GAIN = 3;

export interface MatchColorsOptions {
  /** 0 leaves the picture as it is, 1 (the default) gives it the source's mean and deviation. */
  readonly weight?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Draws a picture's colours back to those of its source: mean and standard deviation of L, a and b become the source's
 * (Reinhard et al. 2001, "Color transfer between images", doi:10.1109/38.946629, in CIELAB in place of lαβ).
 * Works in slices of a few milliseconds, as `fitImage` does. Sizes may differ; alpha stays.
 *
 * @throws AbortedError `ABORTED` when the signal has fired.
 */
export async function matchColors(
  picture: Image,
  source: Image,
  { weight = 1, signal }: MatchColorsOptions = {},
): Promise<Image> {
  const pace = timeSlices(signal);
  const own = await labStatistics(picture, pace);
  const wanted = await labStatistics(source, pace);
  const gain = [0, 1, 2].map((c) => {
    const ratio = own.deviation[c]! > 0 ? wanted.deviation[c]! / own.deviation[c]! : 1;
    return 1 + weight * (Math.min(MAX_GAIN, Math.max(1 / MAX_GAIN, ratio)) - 1);
  });
  const mean = [0, 1, 2].map((c) => own.mean[c]! + weight * (wanted.mean[c]! - own.mean[c]!));
  const data = picture.data.slice();
  const lab = new Float64Array(3);
  const rgb = new Float64Array(3);
  await forEachRow(picture, pace, (from, to) => {
    for (let i = from; i < to; i += 4) {
      toLab(data[i]!, data[i + 1]!, data[i + 2]!, lab);
      for (let c = 0; c < 3; c++) lab[c] = mean[c]! + gain[c]! * (lab[c]! - own.mean[c]!);
      fromLab(lab, rgb);
      data.set(rgb, i); // clips and rounds
    }
  });
  return { width: picture.width, height: picture.height, data };
}

interface LabStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export async function labStatistics(image: Image, pace: TimeSlices = timeSlices()): Promise<LabStatistics> {
  const sum = [0, 0, 0];
  const squares = [0, 0, 0];
  const lab = new Float64Array(3);
  await forEachRow(image, pace, (from, to) => {
    for (let i = from; i < to; i += 4) {
      toLab(image.data[i]!, image.data[i + 1]!, image.data[i + 2]!, lab);
      for (let c = 0; c < 3; c++) {
        sum[c]! += lab[c]!;
        squares[c]! += lab[c]! ** 2;
      }
    }
  });
  const count = image.width * image.height;
  const mean = sum.map((total) => total / count);
  return { mean, deviation: squares.map((total, c) => Math.sqrt(Math.max(0, total / count - mean[c]! ** 2))) };
}

async function forEachRow(
  { width, height }: Image,
  pace: TimeSlices,
  work: (from: number, to: number) => void,
): Promise<void> {
  for (let y = 0; y < height; y++) {
    work(y * width * 4, (y + 1) * width * 4);
    if (pace.due()) await pace.rest();
  }
}
