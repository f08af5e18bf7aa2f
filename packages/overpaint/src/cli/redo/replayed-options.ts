import { fromRecipe, type Recipe } from '../../index.js';
import { installedModels } from '../installed-models.js';
import { type PaintOptions, readPaintingFlags } from '../painting-flags.js';
import type { PaintFlags } from '../painting-options.js';
import { UsageError } from '../usage-error.js';

/** Options by which a call's mask was laid, as its recipe keeps them. */
const ofMask = ['maskBlur', 'maskInvert', 'maskBinarize', 'maskPadding'] as const;

/** The recipe's own call, with what a recipe cannot hold. @throws UsageError for what is missing. */
export async function replayedOptions(recipe: Recipe, flags: PaintFlags, name: string): Promise<PaintOptions> {
  const given = readPaintingFlags(flags as Readonly<Record<string, unknown>>);
  const asked = recipe.asked ?? {};
  if (asked['mask'] && given.mask === undefined)
    throw new UsageError(`${name} was painted with a mask. Name it with --mask.`);
  if (asked['references'] && given.references === undefined) {
    throw new UsageError(`${name} was painted with further pictures. Name them with --reference, in their order.`);
  }
  const models = await installedModels();
  const installed = models.some(({ id, embedded }) => !embedded && id === recipe.model.id);
  const laid = Object.fromEntries(ofMask.flatMap((key) => (asked[key] === undefined ? [] : [[key, asked[key]]])));
  return {
    ...fromRecipe(recipe, { model: installed }),
    ...(given.mask !== undefined && laid),
    ...given,
    ...(flags.metadata === false && { metadata: false }),
  };
}

/** Whether a recipe says enough of a painting to repeat it. */
export const isWhole = (recipe: Partial<Recipe> | undefined): recipe is Recipe =>
  typeof recipe?.model?.id === 'string' && recipe.seed !== undefined;
