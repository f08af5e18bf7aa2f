import { fromRecipe, type Recipe } from '../../index.js';
import { installedModels } from '../installed-models.js';
import { type PaintOptions, readPaintingFlags } from '../painting-flags.js';
import type { PaintFlags } from '../painting-options.js';
import { type FindPicture, findBeside } from './find-beside.js';

/** Options by which a call's mask was laid, as its recipe keeps them. */
const ofMask = ['maskBlur', 'maskInvert', 'maskBinarize', 'maskPadding'] as const;

/** The recipe's own call, with what it was given beside the source. @throws UsageError for what is missing. */
export async function replayedOptions(
  recipe: Recipe,
  flags: PaintFlags,
  where: { readonly name: string; readonly find: FindPicture },
): Promise<PaintOptions> {
  const given = readPaintingFlags(flags as Readonly<Record<string, unknown>>);
  const asked = recipe.asked ?? {};
  const beside = await findBeside(recipe, given, where);
  const models = await installedModels();
  const installed = models.some(({ id, embedded }) => !embedded && id === recipe.model.id);
  const laid = Object.fromEntries(ofMask.flatMap((key) => (asked[key] === undefined ? [] : [[key, asked[key]]])));
  return {
    ...fromRecipe(recipe, { model: installed }),
    ...((given.mask ?? beside.mask) !== undefined && laid),
    ...beside,
    ...given,
    ...(flags.metadata === false && { metadata: false }),
  };
}

/** Whether a recipe says enough of a painting to repeat it. */
export const isWhole = (recipe: Partial<Recipe> | undefined): recipe is Recipe =>
  typeof recipe?.model?.id === 'string' && recipe.seed !== undefined;
