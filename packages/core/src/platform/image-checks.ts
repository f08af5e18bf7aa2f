import type { DecodeOptions, EncodeOptions, ImageFormat } from '../backend/image-codec.js';
import { checkChoice, checkNames, checkNumber } from '../check.js';
import { ImageDecodeError, ImageTooLargeError, InvalidArgumentError } from '../errors/index.js';
import type { Size } from '../image/index.js';
import { usualPixelLimit } from '../image/pixel-limit.js';

export { checkPixels } from '../image/check-pixels.js';

/** Whether bytes are given, also those of another realm (a vm context, a frame), which are no instances of this one's classes. */
export const isBytes = (input: unknown): input is ArrayBuffer | Uint8Array =>
  input instanceof Uint8Array || Object.prototype.toString.call(input) === '[object ArrayBuffer]';

/** An encoded picture in memory, with a name for messages. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** @throws ImageDecodeError `IMAGE_DECODE` when there is nothing in it. */
export function encodedPicture(bytes: Uint8Array, name: string): EncodedPicture {
  if (bytes.byteLength === 0) throw new ImageDecodeError(`image: expected a picture, but ${name} is empty.`);
  return { bytes, name };
}

/** How a `File` or `Blob` is called in messages. */
export const blobName = (blob: object): string => ('name' in blob ? `file ${String(blob.name)}` : 'the Blob given');

/** @throws ImageTooLargeError `IMAGE_TOO_LARGE`. */
export function checkPixelCount<T extends Size>(size: T, { limitInputPixels = usualPixelLimit }: DecodeOptions): T {
  const { width, height } = size;
  if (width * height > limitInputPixels) throw new ImageTooLargeError(width, height, limitInputPixels);
  return size;
}

/**
 * Why a picture could not be decoded, where it is one that phones make and few programs read.
 *
 * @param fate ends "a HEIC picture, which".
 */
export function heicError({ bytes, name }: EncodedPicture, fate: string, cause: unknown): ImageDecodeError | undefined {
  const brand = String.fromCharCode(...bytes.subarray(4, 12));
  if (!/^ftyp(heic|heix|hevc|heim|heis|mif1|msf1)/.test(brand)) return undefined;
  return new ImageDecodeError(
    `image: ${name} is a HEIC picture, which ${fate}. Save it as JPEG or PNG first (phones can be set to take JPEG).`,
    { cause },
  );
}

/** The longest side that a format can hold, in pixels. */
const longestSide: Readonly<Record<ImageFormat, number>> = { png: 2 ** 31 - 1, jpeg: 65535, webp: 16383 };

/**
 * Checks how a picture shall be encoded.
 *
 * @returns the quality, 90 by default.
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for a quality out of range, no format, or sides that it cannot hold.
 */
export function checkEncoding({ width, height }: Size, format: ImageFormat, options: EncodeOptions): number {
  checkNames('options', options, { quality: true });
  const quality = checkNumber('quality', options.quality, 1, 100, { whole: true }) ?? 90;
  checkChoice('format', format ?? null, Object.keys(longestSide));
  if (Math.max(width, height) <= longestSide[format]) return quality;
  throw new InvalidArgumentError('format', `one that can hold ${width} × ${height} pixels`, format, 'Use png.');
}
