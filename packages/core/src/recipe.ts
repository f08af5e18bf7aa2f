import type { RecipeLora } from './lora/recipe-lora.js';
import type { AskedSettings, PaintSettings } from './paint-settings.js';

/** How a picture was made, as plain JSON that replays the call: `img2img({ image, ...fromRecipe(recipe) })`. */
export interface Recipe extends PaintSettings {
  readonly version: 1;
  /** The package and version that painted. */
  readonly generator: string;
  readonly backend: string;
  /** What ran the networks, and its version: `onnxruntime-node 1.30.0`. Missing in older recipes, and where none ran. */
  readonly runtime?: string;
  /** The picture that was painted over. Missing in older recipes, and where the platform does not hash. */
  readonly source?: SourceRecord;
  /** Further pictures that the network looked at, in their order. Missing as the source is, and where there were none. */
  readonly references?: readonly (SourceRecord | undefined)[];
  readonly model: RecipeModel;
  /** What was merged into the model. Missing where nothing was. */
  readonly loras?: readonly RecipeLora[];
  readonly prompt: { readonly given: string; readonly expanded: string };
  /** Missing where nobody gave one, which some families take for something else than an empty one. */
  readonly negativePrompt?: { readonly given: string; readonly expanded: string };
  /** What the call asked for itself, where the rest of the recipe says what that came to. Missing in older recipes. */
  readonly asked?: AskedSettings;
  /** Where the call ended early: after how many steps. */
  readonly stopAfter?: number;
  /** The call's features: of each its name, and what it says of itself. Missing where there were none. */
  readonly features?: readonly FeatureRecord[];
}

/** A source as recipes keep it: enough to know the picture again, nothing that tells what it is called or where it lies. */
export interface SourceRecord {
  /**
   * What was hashed: the encoded picture as it is; the pixels (RGBA, 8 bits) of one that came decoded; or, of a folder of
   * frames, the sha256 of each file in hex, one behind the other in the order of the frames.
   */
  readonly of: 'file' | 'pixels' | 'files';
  /** Of several files, all together. */
  readonly bytes: number;
  readonly sha256: string;
}

/** A feature as recipes keep it. */
export interface FeatureRecord extends Readonly<Record<string, unknown>> {
  readonly name: string;
}

/** A model as recipes name it: its id, and the sha256 that names its exact weights. */
export interface RecipeModel {
  readonly id: string;
  readonly sha256: string;
}
