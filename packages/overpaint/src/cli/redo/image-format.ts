import type { ImageFormat } from '../../index.js';

/** The format of a single picture that holds a recipe: there are three. */
export function formatOf(bytes: Uint8Array): ImageFormat {
  if (bytes[0] === 0x89) return 'png';
  return bytes[0] === 0xff ? 'jpeg' : 'webp';
}
