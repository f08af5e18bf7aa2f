import { checkNames, checkNumber, checkSignal } from '../check.js';
import { checkPixels } from './check-pixels.js';
import { gaussianBlur } from './gaussian-blur.js';
import type { Image } from './image.js';
import { timeSlices } from './time-slices.js';

export interface LineartOptions {
  /** Standard deviation in pixels of the Gaussian that lines stand out from, 0.5–50. Default 6. */
  readonly blur?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is fainter decides nothing of how bright the lines become; nor are they brightened from less than the second one. */
const [faint, least] = [8, 16];

/**
 * Lines of a picture, white on black, softer where they are fainter: how much darker each pixel is than what surrounds it, in
 * the colour where that is least, with the median line at half brightness. What the web UIs call standard lineart, which no
 * network draws: as controlnet_aux's `LineartStandardDetector`. Drawings and flat colours give clear lines, photos sketchy
 * ones. Alpha is not looked at.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for an option out of range; AbortedError `ABORTED` when the signal has fired.
 * @example
 * ```ts
 * import { type Image, lineart } from 'overpaint';
 * declare const drawing: Image;
 * const lines = await lineart(drawing);
 * ```
 */
export async function lineart(image: Image, options: LineartOptions = {}): Promise<Image> {
  checkPixels(image, 'pixels as { width, height, data }');
  checkNames('options', options, { blur: true, signal: true });
  checkNumber('blur', options.blur, 0.5, 50);
  checkSignal(options.signal);
  return drawLines(image, options);
}

/** {@link lineart} of what is known to be right. */
export async function drawLines({ width, height, data }: Image, { blur = 6, signal }: LineartOptions): Promise<Image> {
  const pace = timeSlices(signal);
  const soft = await gaussianBlur({ width, height, data: Float32Array.from(data) }, blur, pace);
  const lines = new Float32Array(width * height);
  for (let i = 0, at = 0; i < lines.length; i++, at += 4) {
    const darker = Math.min(
      soft.data[at]! - data[at]!,
      soft.data[at + 1]! - data[at + 1]!,
      soft.data[at + 2]! - data[at + 2]!,
    );
    lines[i] = Math.min(255, Math.max(0, darker));
  }
  const scale = 127 / Math.max(least, median(lines.filter((value) => value > faint)));
  const out = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < lines.length; i++) {
    out.fill(Math.min(255, Math.trunc(lines[i]! * scale)), 4 * i, 4 * i + 3);
    out[4 * i + 3] = 255;
  }
  return { width, height, data: out };
}

function median(values: Float32Array): number {
  const sorted = values.sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
