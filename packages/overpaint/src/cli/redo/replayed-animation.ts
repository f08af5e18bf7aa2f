import { type AnimationRecipe, type FramesTogether, InvalidArgumentError, type Recipe } from '../../index.js';
import type { Painted } from './painted-file.js';
import { isWhole } from './replayed-options.js';

/** An animation as its recipe describes it. */
export interface ReplayedAnimation {
  /** Of its first frame. */
  readonly recipe: Recipe;
  readonly source: AnimationRecipe['source'];
  /** How the frames belong together; what values are is checked by the library. */
  readonly together: FramesTogether;
}

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for a recipe that does not say enough. */
export function replayedAnimation({ name, recipe }: Painted): ReplayedAnimation {
  const { animation } = recipe;
  if (typeof animation !== 'object' || animation === null || !isWhole(recipe)) {
    throw new InvalidArgumentError(
      'picture',
      'an animation whose recipe says how its frames were painted together',
      name,
      `It lacks animation, as files of older versions do. "overpaint frames" with --recipe ${name} paints as its first frame was painted.`,
    );
  }
  const { source, follow, steadyColors, tween, curve, length, delay } = animation;
  return { recipe, source, together: { follow, steadyColors, tween, curve, length, delay } };
}
