import type { Img2ImgOptions } from './options.js';
import type { RecipeModel } from './recipe.js';
import type { Warning } from './warning.js';

/** A warning where a replay is painted with other weights than its recipe names. */
export function otherWeights(model: RecipeModel, replays: Img2ImgOptions['replays']): Warning[] {
  if (replays === undefined || replays.model.sha256 === model.sha256) return [];
  const named = ({ id, sha256 }: RecipeModel) => `"${id}" (sha256 ${sha256.slice(0, 12)}…)`;
  return [
    {
      code: 'other-model',
      message: `The recipe was painted by ${named(replays.model)}, this picture by ${named(model)}.`,
    },
  ];
}
