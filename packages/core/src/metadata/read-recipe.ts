import type { Recipe } from '../recipe.js';
import { type ParsedParameters, parseParameters } from './a1111-parameters.js';
import { readMetadata } from './read-metadata.js';

/** A recipe out of a file, with whatever fields the file has. */
export type FoundRecipe = Partial<Recipe> & {
  /** Of a file that A1111 or its kin wrote: all its settings, by their names there (`Model`, `Model hash`, `Clip skip` …). */
  readonly a1111?: Readonly<Record<string, string>>;
};

/**
 * How a picture was made, out of a PNG, JPEG or WebP: the recipe that Overpaint wrote, else what A1111's text says of
 * prompts, steps, scheduler, guidance, seed, size and strength. Nothing when the file tells neither.
 *
 * A file may say anything: fields are as it has them, and `img2img` checks them like every other option.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when `bytes` is no Uint8Array.
 * @example
 * ```ts
 * const recipe = readRecipe(await readFile('bird-watercolor.png'));
 * if (recipe) await img2img({ image: 'bird.jpg', ...fromRecipe(recipe) });
 * ```
 */
export function readRecipe(bytes: Uint8Array): FoundRecipe | undefined {
  const { recipe, parameters } = readMetadata(bytes);
  if (recipe) return recipe as FoundRecipe;
  return parameters === undefined ? undefined : recipeFromParameters(parseParameters(parameters));
}

/** The model is left to `a1111`: its name there is a file's, by which Overpaint finds nothing. */
function recipeFromParameters({ prompt, negativePrompt, settings }: ParsedParameters): FoundRecipe {
  const number = (name: string) => {
    const value = Number.parseFloat(settings[name] ?? '');
    return Number.isFinite(value) ? value : undefined;
  };
  const sampler = splitSampler(settings['Sampler'], settings['Schedule type']);
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(settings['Size'] ?? '') ?? [];
  const fields = {
    prompt: { given: prompt, expanded: prompt },
    negativePrompt: { given: negativePrompt, expanded: negativePrompt },
    steps: number('Steps'),
    scheduler: sampler.scheduler,
    sigmas: sampler.sigmas,
    guidanceScale: number('CFG scale'),
    imageGuidanceScale: number('Image CFG scale'),
    seed: number('Seed'),
    size: width && height ? { width: Number(width), height: Number(height) } : undefined,
    strength: number('Denoising strength'),
    a1111: settings,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as FoundRecipe;
}

/** Older versions say `DPM++ 2M Karras`, newer ones name the spacing on its own. The label is resolved by `img2img`. */
function splitSampler(label: string | undefined, type: string | undefined): { scheduler?: string; sigmas?: string } {
  if (label === undefined) return {};
  const [, name = label, suffix = type] = /^(.+) (Karras|Exponential|Beta)$/i.exec(label) ?? [];
  const sigmas = suffix?.toLowerCase();
  const known = sigmas === 'karras' || sigmas === 'exponential' || sigmas === 'beta';
  return { scheduler: name, ...(known && { sigmas }) };
}
