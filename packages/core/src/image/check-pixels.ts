import { InvalidArgumentError } from '../errors/index.js';
import type { Image } from './image.js';

/**
 * Pixels given as they are, once their sizes are checked.
 *
 * @param expected what the platform takes as a picture.
 * @throws InvalidArgumentError `INVALID_ARGUMENT`.
 */
export function checkPixels(input: unknown, expected: string): Image {
  const { width, height, data } = (input ?? {}) as Partial<Image>;
  const isImage = Number.isSafeInteger(width) && Number.isSafeInteger(height) && ArrayBuffer.isView(data);
  if (!isImage) throw new InvalidArgumentError('image', expected, input);
  if (width! < 1 || height! < 1 || data!.length !== width! * height! * 4) {
    throw new InvalidArgumentError(
      'image',
      `${width} × ${height} pixels of 4 bytes (RGBA), ${Math.max(0, width! * height! * 4)} in all`,
      data,
    );
  }
  return input as Image;
}
