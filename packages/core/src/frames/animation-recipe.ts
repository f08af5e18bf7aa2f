import type { SourceRecord } from '../recipe.js';
import type { FramesTogether } from './frames-together.js';

/**
 * What an animation's file says of its frames beside the recipe of the first one, as plain JSON:
 * `paintFrames({ frames, ...fromRecipe(recipe), ...options })` paints it again, where `options` are all of it but `source`,
 * `count` and `loop`.
 */
export interface AnimationRecipe
  extends Pick<FramesTogether, 'follow' | 'steadyColors' | 'tween' | 'curve' | 'length' | 'delay'> {
  /** What was painted over: an animation, a folder's pictures, or one picture. Missing where that is not known by a file. */
  readonly source?: SourceRecord | undefined;
  /** How many frames there are; missing for a stream. */
  readonly count?: number | undefined;
  /** How often it is played; 0: without end. */
  readonly loop: number;
}
