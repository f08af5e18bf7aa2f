// What tests reach in the page beyond the public names.
import type { DecodeOptions } from '@overpaint/core';
import { openImage as openWith } from '../image.js';
import type { WebImageInput } from '../image-input.js';

export { encodeImage } from '../image.js';

/** As backends open pictures. */
export const openImage = (input: WebImageInput, options: DecodeOptions) =>
  openWith(input, options, () => import('../webp-orientation.js'));
