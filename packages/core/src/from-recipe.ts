import { checkObject } from './check.js';
import type { Img2ImgOptions } from './options.js';
import type { Recipe } from './recipe.js';

/**
 * The options that paint a recipe's picture again, given the same source. Prompts come as they were expanded, so that
 * styles and prompt magic are not applied twice.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { fromRecipe, img2img, readRecipe } from 'overpaint';
 * const recipe = readRecipe(await readFile('bird-watercolor.png'));
 * if (recipe) await img2img({ image: 'bird.jpg', ...fromRecipe(recipe), strength: 0.8 });
 * ```
 */
export function fromRecipe(recipe: Partial<Recipe>): Omit<Img2ImgOptions<never, string, never>, 'image'> {
  checkObject('recipe', recipe ?? null); // readRecipe() gives undefined where there is none
  const options = {
    model: recipe.model?.id,
    prompt: recipe.prompt?.expanded,
    negativePrompt: recipe.negativePrompt?.expanded,
    scheduler: recipe.schedulerConfig ?? recipe.scheduler,
    sigmas: recipe.sigmas === 'lu' ? undefined : recipe.sigmas, // only configs ask for it, and this one is here
    eta: recipe.eta,
    steps: recipe.steps,
    stepsMode: recipe.stepsMode,
    strength: recipe.strength,
    guidanceScale: recipe.guidanceScale,
    guidanceRescale: recipe.guidanceRescale,
    imageGuidanceScale: recipe.imageGuidanceScale,
    weighting: recipe.weighting,
    seed: recipe.seed,
    size: recipe.size,
    fit: recipe.fit?.mode,
    background: recipe.background,
    colorMatch: recipe.colorMatch,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
