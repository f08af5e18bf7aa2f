import type { Image, Recipe } from '@overpaint/core';

/** A picture without its methods. */
export interface WireImage extends Image {
  readonly seed: number;
  readonly recipe: Recipe;
}
