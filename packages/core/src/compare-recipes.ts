import { checkObject } from './check.js';
import type { FoundRecipe } from './metadata/found-recipe.js';
import type { Recipe } from './recipe.js';

/** Something by which two paintings differ. */
export interface RecipeDifference {
  /** A field of recipes (`model`, `source`, `mask`, `runtime`, `generator`, `strength` …), or an entry of one: `schedulerConfig.beta_end`, `animation.follow`. */
  readonly what: string;
  /** What each recipe says; missing where it says nothing. */
  readonly before?: unknown;
  readonly now?: unknown;
}

/** A recipe, of an animation too. */
type Compared = Partial<Recipe> & Pick<FoundRecipe, 'animation'>;

/** What was asked decides nothing beside what it came to, and follows from how a call was written. */
const aside: readonly string[] = ['version', 'asked'];
/** What only recipes of newer versions have: older ones do not differ by it. */
const recent: readonly string[] = ['runtime', 'source', 'mask', 'references'];

/**
 * What differs between the making of two pictures: weights, source, runtime, version, options. Two paintings without a
 * difference are the same picture on the same machine.
 *
 * Of a model the sha256 counts and not its name; of prompts what they came to. What one of the recipes is too old to say
 * is no difference.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no recipe.
 * @example
 * ```ts
 * import { compareRecipes, fromRecipe, img2img } from 'overpaint';
 * const { recipe } = await img2img({ image: 'bird.jpg', prompt: 'ink drawing', size: 64, seed: 7 });
 * const again = await img2img({ image: 'cat.jpg', ...fromRecipe(recipe), strength: 0.8 });
 * console.log(compareRecipes(recipe, again.recipe).map(({ what }) => what)); // source, strength, …
 * ```
 */
export function compareRecipes(before: Compared, now: Compared): RecipeDifference[] {
  const [first, second] = [decisive('before', before), decisive('now', now)];
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  return [...names].flatMap((what): RecipeDifference[] => {
    const [one, other] = [first[what], second[what]];
    if (toText(one) === toText(other)) return [];
    if ((one === undefined || other === undefined) && recent.includes(what)) return [];
    return [{ what, ...(one !== undefined && { before: one }), ...(other !== undefined && { now: other }) }];
  });
}

function decisive(argument: string, recipe: Compared): Readonly<Record<string, unknown>> {
  checkObject(argument, recipe ?? null);
  const { prompt, negativePrompt, model, schedulerConfig, animation, features, ...rest } = recipe;
  const used = Array.isArray(features) ? features.filter(Boolean) : []; // a file may say anything
  const fields = Object.entries({
    model: model?.sha256,
    ...rest,
    ...(used.length > 0 && { features: used.map(({ mask: _, ...feature }) => feature) }), // older recipes do not know which mask it was
    mask: used.find((feature) => feature?.mask !== undefined)?.mask,
    prompt: prompt?.expanded,
    negativePrompt: negativePrompt?.expanded,
    ...entriesOf('schedulerConfig', schedulerConfig),
    ...entriesOf('animation', animation),
  });
  return Object.fromEntries(fields.filter(([name, value]) => !aside.includes(name) && value !== undefined));
}

const entriesOf = (name: string, value: object = {}) =>
  Object.fromEntries(Object.entries(value).map(([key, entry]) => [`${name}.${key}`, entry]));

/** JSON whose keys are in order, so that the order in which they were written makes no difference. */
function toText(value: unknown): string | undefined {
  if (Array.isArray(value)) return `[${value.map(toText).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${entries
    .map(([key, part]) => `${key}:${toText(part)}`)
    .sort()
    .join()}}`;
}
