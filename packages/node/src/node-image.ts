import { type EncodeOptions, InvalidArgumentError, type OverpaintImage } from '@overpaint/core';
import { formatOf, pathOf, saveFile } from './save-file.js';

/** A picture that Overpaint made, in Node: it can be saved. */
export interface NodeImage extends OverpaintImage {
  /**
   * Writes the picture to a file, as PNG, JPEG or WebP by the ending of its name. The file appears whole or not at all;
   * one of that name is replaced.
   *
   * @returns the absolute path of the file.
   * @throws InvalidArgumentError `INVALID_ARGUMENT` for another ending; StorageError `STORAGE` when it cannot be written.
   */
  save(path: string | URL, options?: EncodeOptions): Promise<string>;
}

/**
 * A picture of one's own as Node's pictures are: with `save()`, which writes what its `encode()` gives.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what cannot be encoded.
 */
export function withSave<I extends Pick<OverpaintImage, 'encode'>>(image: I): I & Pick<NodeImage, 'save'> {
  if (typeof image?.encode !== 'function') throw new InvalidArgumentError('image', 'a picture with encode()', image);
  return {
    ...image,
    async save(path, options) {
      const file = pathOf(path);
      await saveFile(file, await image.encode(formatOf(file), options));
      return file;
    },
  };
}
