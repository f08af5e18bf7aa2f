import type { PaintSettings } from './paint-settings.js';

/** How a picture was made, as plain JSON that replays the call: `img2img({ image, ...fromRecipe(recipe) })`. */
export interface Recipe extends PaintSettings {
  readonly version: 1;
  /** The package and version that painted. */
  readonly generator: string;
  readonly backend: string;
  /** The model's id, and the sha256 that names its exact weights. */
  readonly model: { readonly id: string; readonly sha256: string };
  readonly prompt: { readonly given: string; readonly expanded: string };
  readonly negativePrompt: { readonly given: string; readonly expanded: string };
}
