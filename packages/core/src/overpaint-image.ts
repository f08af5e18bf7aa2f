import type { EncodeOptions, ImageFormat } from './backend/image-codec.js';
import type { Image } from './image/image.js';
import type { Recipe } from './recipe.js';

/** A picture that Overpaint made: RGBA pixels, the seed and the recipe that made them. */
export interface OverpaintImage extends Image {
  readonly seed: number;
  readonly recipe: Recipe;
  /**
   * The picture as a file's bytes. Recipe, A1111-style text and the AI label are written into it unless the call said
   * `metadata: false`.
   */
  encode(format?: ImageFormat, options?: EncodeOptions): Promise<Uint8Array>;
}
