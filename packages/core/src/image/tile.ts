import { checkNames, checkNumber, checkSignal } from '../check.js';
import { checkPixels } from './check-pixels.js';
import type { Image } from './image.js';
import { resizeImage } from './resize.js';
import { timeSlices } from './time-slices.js';

export interface TileOptions {
  /** To which part of its side the picture is scaled down before it is scaled up again, 1–64. Default 4. */
  readonly factor?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A picture without its details, which a tile ControlNet then invents: scaled down and up again by Lanczos' filter. Alpha is not
 * looked at.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for an option out of range; AbortedError `ABORTED` when the signal has fired.
 * @example
 * ```ts
 * import { type Image, tile } from 'overpaint';
 * declare const photo: Image;
 * const coarse = await tile(photo, { factor: 8 });
 * ```
 */
export async function tile(image: Image, options: TileOptions = {}): Promise<Image> {
  checkPixels(image, 'pixels as { width, height, data }');
  checkNames('options', options, { factor: true, signal: true });
  checkNumber('factor', options.factor, 1, 64);
  checkSignal(options.signal);
  return blurTile(image, options);
}

/** {@link tile} of what is known to be right. */
export async function blurTile(image: Image, { factor = 4, signal }: TileOptions): Promise<Image> {
  const pace = timeSlices(signal);
  const small = { width: shrunk(image.width, factor), height: shrunk(image.height, factor) };
  const { width, height } = image;
  return resizeImage(await resizeImage(image, small, undefined, pace), { width, height }, undefined, pace);
}

const shrunk = (side: number, factor: number) => Math.max(1, Math.round(side / factor));
