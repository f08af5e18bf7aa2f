import type { ImageCodec } from './backend/image-codec.js';
import { checkChoice, checkNumber, checkObject } from './check.js';
import type { Image } from './image/index.js';
import { type RecipeWriter, writeRecipe } from './metadata/write-recipe.js';
import type { OverpaintImage } from './overpaint-image.js';
import type { Recipe } from './recipe.js';

export interface CreateImageOptions {
  readonly seed: number;
  readonly recipe: Recipe;
  readonly backend: Pick<ImageCodec, 'encodeImage'>;
  readonly metadata: boolean;
}

/** A painted picture with its recipe, which its files carry along unless `metadata` is off. */
export function createImage(image: Image, options: CreateImageOptions): OverpaintImage {
  return imageWith(writeRecipe, image, options);
}

/** {@link createImage}, with a writer of recipes that may lie elsewhere. */
export function imageWith(
  writeRecipe: RecipeWriter,
  { width, height, data }: Image,
  { seed, recipe, backend, metadata }: CreateImageOptions,
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
      return metadata ? writeRecipe(bytes, format, recipe) : bytes;
    },
  };
}
