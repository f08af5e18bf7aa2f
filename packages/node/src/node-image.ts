import type { EncodeOptions, OverpaintImage } from '@overpaint/core';
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

export function withSave(image: OverpaintImage): NodeImage {
  return {
    ...image,
    async save(path, options) {
      const file = pathOf(path);
      await saveFile(file, await image.encode(formatOf(file), options));
      return file;
    },
  };
}
