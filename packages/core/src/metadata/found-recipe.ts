import type { ComparisonRecipe } from '../compare/comparison-recipe.js';
import type { AnimationRecipe } from '../frames/animation-recipe.js';
import type { Recipe } from '../recipe.js';
import type { ForeignSettings } from './foreign-settings.js';

/** A recipe out of a file, with whatever fields the file has. */
export type FoundRecipe = Partial<Recipe> & {
  /** Of a sheet of `compare()`: what was compared. */
  readonly comparison?: ComparisonRecipe['comparison'];
  /** Of an animation, where the rest is its first frame's recipe: how its frames were painted together. */
  readonly animation?: AnimationRecipe;
  /** Of a file that A1111 or its kin wrote: all its settings, by their names there (`Model`, `Model hash`, `Clip skip` …). */
  readonly a1111?: Readonly<Record<string, string>>;
  /** Of a file that another tool wrote: which, and all its settings, by their names there. */
  readonly foreign?: ForeignSettings;
};
