import type { ImageCodec } from './backend/image-codec.js';
import { checkChoice, checkNumber, checkObject } from './check.js';
import type { Image } from './image/index.js';
import { embedMetadata, formatParameters } from './metadata/index.js';
import type { OverpaintImage } from './overpaint-image.js';
import type { Recipe } from './recipe.js';

/** A painted picture with its recipe, which its files carry along unless `metadata` is off. */
export function createImage(
  { width, height, data }: Image,
  {
    seed,
    recipe,
    backend,
    metadata,
  }: { seed: number; recipe: Recipe; backend: Pick<ImageCodec, 'encodeImage'>; metadata: boolean },
): OverpaintImage {
  return {
    width,
    height,
    data,
    seed,
    recipe,
    async encode(format = 'png', options = {}) {
      checkChoice('format', format, ['png', 'jpeg', 'webp']);
      checkNumber('quality', checkObject('options', options)?.['quality'], 1, 100, { whole: true });
      const bytes = await backend.encodeImage({ width, height, data }, format, options);
      if (!metadata) return bytes;
      return embedMetadata(bytes, format, { recipe, parameters: formatParameters(recipe) });
    },
  };
}
