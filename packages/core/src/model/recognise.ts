import type { Runtime } from '../backend/runtime.js';
import { detectFamily } from '../families/detect.js';
import type { Family } from '../families/family.js';
import { tinySpace } from '../families/latent-space.js';
import type { LatentSpace } from '../latents/codec.js';
import { type TinyCodec, tinyCodec } from '../latents/tiny-codec.js';
import { type ForeignOperators, foreignOperators, refuseForeignOperators } from './foreign-operators.js';
import type { ModelFolder } from './inspect.js';
import { type NeededFile, neededFiles, refuseMissing } from './needed-files.js';

/** What a folder's graphs say of it. */
export interface RecognisedFolder {
  readonly family: Family;
  readonly foreignOperators: ForeignOperators;
  /** What is missing that it cannot paint without. */
  readonly needed: readonly NeededFile[];
  /**
   * What puts the small autoencoder beside the model's own in its place; nothing where there is none.
   * @throws ModelInvalidError `MODEL_INVALID` for one whose latents are of another kind.
   */
  tinyCodec(latent: LatentSpace): TinyCodec | undefined;
  /**
   * Asked before anything of it is opened.
   * @throws ModelInvalidError `MODEL_INVALID` for networks that are missing; UnsupportedError `UNSUPPORTED` for operators that the runtime lacks.
   */
  refuse(runtime: Pick<Runtime, 'otherProviders'>): void;
}

export type FolderRecogniser = (folder: ModelFolder) => RecognisedFolder | Promise<RecognisedFolder>;

/**
 * Which family a folder belongs to, and what stands in the way of painting with it.
 *
 * @throws ModelInvalidError `MODEL_INVALID`, UnsupportedError `UNSUPPORTED`, as {@link detectFamily} does.
 */
export function recogniseFolder(folder: ModelFolder): RecognisedFolder {
  const family = detectFamily(folder);
  const foreign = foreignOperators(folder.components);
  const needed = neededFiles(family, folder);
  return {
    family,
    foreignOperators: foreign,
    needed,
    tinyCodec(latent) {
      const space = tinySpace(folder, latent);
      return space && tinyCodec(space, latent);
    },
    refuse(runtime) {
      // Reading the tokenizers tells what of theirs is there.
      const networks = needed.filter(({ component }) => !component.startsWith('tokenizer'));
      refuseMissing(networks, folder.location);
      refuseForeignOperators(folder, foreign, runtime);
    },
  };
}
