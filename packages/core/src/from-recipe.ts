import { checkNames, checkObject } from './check.js';
import { InvalidArgumentError } from './errors/index.js';
import { extraSettings, type FamilySettings } from './families/extra-settings.js';
import type { Img2ImgOptions } from './options.js';
import type { Recipe, RecipeModel } from './recipe.js';
import type { SchedulerConfig } from './schedulers/index.js';
import { isModelSetting } from './schedulers/is-model-setting.js';

export interface FromRecipeOptions {
  /**
   * Whether the call opens what the recipe names as its model: a folder, a package, a repository that may have to be
   * fetched. Recipes come out of files, which may be anybody's.
   * @defaultValue false: the model that painted is taken where it did so in this process, or is the default one
   */
  readonly model?: boolean | undefined;
}

/**
 * The options that paint a recipe's picture again, given the same source. Prompts come as they were expanded, so that
 * styles and prompt magic are not applied twice. What is written after them wins: another scheduler, another model.
 *
 * What belongs to the model stays with it: of the scheduler's config only how it samples is passed on, and what the call
 * itself asked for. A model that is another than the recipe's warns (`other-model`); one that is not known here and not
 * named in the call is refused (`MODEL_NOT_FOUND`).
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { fromRecipe, img2img, readRecipe } from 'overpaint';
 * const recipe = readRecipe(await readFile('bird-watercolor.png'));
 * if (recipe) await img2img({ image: 'bird.jpg', ...fromRecipe(recipe), strength: 0.8 });
 * ```
 */
export function fromRecipe(
  recipe: Partial<Recipe>,
  options: FromRecipeOptions = {},
): Omit<Img2ImgOptions<never, string, never>, 'image' | 'loras'> {
  checkObject('recipe', recipe ?? null); // readRecipe() gives undefined where there is none
  for (const part of ['model', 'schedulerConfig', 'asked'] as const) checkObject(`recipe.${part}`, recipe[part]);
  checkNames('options', options, { model: true });
  if ('comparison' in recipe) {
    const hint = 'Its comparison says options and axes, which compare() takes.';
    throw new InvalidArgumentError('recipe', 'the recipe of one picture', 'that of a sheet', hint);
  }
  const replayed = {
    model: options.model === true ? recipe.model?.id : undefined,
    replays: replaysOf(recipe),
    prompt: recipe.prompt?.expanded,
    negativePrompt: recipe.negativePrompt?.expanded,
    scheduler: schedulerOf(recipe),
    eta: recipe.eta,
    steps: recipe.steps,
    stepsMode: recipe.stepsMode,
    stopAfter: recipe.stopAfter,
    strength: recipe.strength,
    guidanceScale: recipe.guidanceScale,
    guidanceRescale: recipe.guidanceRescale,
    imageGuidanceScale: recipe.imageGuidanceScale,
    ...extrasOf(recipe),
    weighting: recipe.weighting,
    seed: recipe.seed,
    size: recipe.size,
    fit: recipe.fit?.mode,
    background: recipe.background,
    colorMatch: recipe.colorMatch,
    tiles: recipe.tiles && true,
    speed: recipe.speed && Object.keys(recipe.speed).length > 0 ? recipe.speed : undefined,
  };
  return Object.fromEntries(Object.entries(replayed).filter(([, value]) => value !== undefined));
}

/** What some families take beyond the others, and have defaults for: what was not asked for is the model's. */
function extrasOf({ asked, ...recipe }: Partial<Recipe>): FamilySettings {
  const wanted = extraSettings.filter((name) => asked === undefined || name in asked);
  return Object.fromEntries(wanted.map((name) => [name, recipe[name]]));
}

/** What the call is to compare, and to miss. */
function replaysOf(recipe: Partial<Recipe>): Img2ImgOptions['replays'] {
  const { model, asked } = recipe;
  const controlNets = controlNetsOf(recipe);
  const others = listOf(asked?.['features']).length > controlNets.length;
  const missing = { mask: Boolean(asked?.['mask']), references: Boolean(asked?.['references']), features: others };
  const beside = (['mask', 'references', 'features'] as const).filter((name) => missing[name]);
  return model
    ? {
        model,
        schedulerConfig: configOf(recipe, 'model'),
        beside,
        ...(controlNets.length > 0 && { controlNets }),
        loras: recipe.loras,
      }
    : undefined;
}

/** ControlNets that the recipe names. */
function controlNetsOf({ features }: Partial<Recipe>): readonly RecipeModel[] {
  return listOf(features).flatMap((feature) => {
    const { name, model } = (feature ?? {}) as { name?: unknown; model?: Partial<RecipeModel> };
    const { id, sha256 } = model ?? {};
    return name === 'control-net' && typeof id === 'string' && typeof sha256 === 'string' ? [{ id, sha256 }] : [];
  });
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The scheduler together with its spacing, so that another scheduler replaces both. */
function schedulerOf(recipe: Partial<Recipe>): Img2ImgOptions['scheduler'] {
  const { scheduler, sigmas } = recipe;
  const spacing = sigmas === 'karras' || sigmas === 'exponential' || sigmas === 'beta' ? sigmas : undefined;
  if (!recipe.schedulerConfig) return scheduler && spacing ? `${scheduler} ${spacing}` : scheduler;
  return { ...configOf(recipe, 'call'), ...(spacing && { sigmas: spacing }) };
}

/** The part of the scheduler's config that is the model's, or the call's: how it samples, and what it asked for itself. */
function configOf({ schedulerConfig, asked }: Partial<Recipe>, whose: 'model' | 'call'): SchedulerConfig {
  const wanted = typeof asked?.['scheduler'] === 'object' ? { ...asked['scheduler'] } : {}; // a config, not a name
  const isModels = (key: string) => isModelSetting(key) && !(key in wanted);
  return Object.fromEntries(
    Object.entries(schedulerConfig ?? {}).filter(
      ([key]) => key === '_class_name' || isModels(key) === (whose === 'model'),
    ),
  );
}
