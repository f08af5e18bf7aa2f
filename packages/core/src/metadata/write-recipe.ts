import type { ImageFormat } from '../backend/image-codec.js';
import type { Recipe } from '../recipe.js';
import { formatParameters } from './a1111-parameters.js';
import { embedMetadata } from './embed-metadata.js';

/** Writes a picture's recipe into its file. */
export type RecipeWriter = (bytes: Uint8Array, format: ImageFormat, recipe: Recipe) => Uint8Array | Promise<Uint8Array>;

/** Writes a picture's recipe into its file, as JSON and as A1111's text, with the label that says who painted it. */
export const writeRecipe = (bytes: Uint8Array, format: ImageFormat, recipe: Recipe): Uint8Array =>
  embedMetadata(bytes, format, { recipe, parameters: formatParameters(recipe) });
