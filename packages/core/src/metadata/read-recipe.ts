import { type ParsedParameters, parseParameters } from './a1111-parameters.js';
import { parseObject, resemblesObject } from './foreign-json.js';
import { recipeFromForeign } from './foreign-recipe.js';
import { settingsElsewhere, settingsInJson } from './foreign-settings.js';
import type { FoundRecipe } from './found-recipe.js';
import type { PictureTexts } from './picture-texts.js';
import { ownRecipe, parametersOf, textsOf } from './read-metadata.js';
import { readNumber, readSampler, readSeed } from './recipe-values.js';

/**
 * How a picture was made, out of a PNG, JPEG or WebP: the recipe that Overpaint wrote (into animated GIFs too), else what another tool says of
 * prompts, steps, scheduler, guidance, seed, size and strength. A1111 and its kin (Forge, SD.Next, Civitai) are understood,
 * ComfyUI, InvokeAI, Fooocus, SwarmUI, NovelAI, Draw Things and Easy Diffusion, each in the forms it writes. Nothing when
 * the file tells nothing of it, or in a way that no tool known here does.
 *
 * A file may say anything: fields are as it has them, and `img2img` checks them like every other option. Only a seed beyond
 * 2⁵³ − 1 is given as its lowest 32 bits, which draw the same noise; the whole of it is among the tool's own settings.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when `bytes` is no Uint8Array.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { fromRecipe, img2img, readRecipe } from 'overpaint';
 * const recipe = readRecipe(await readFile('bird-watercolor.png'));
 * if (recipe) await img2img({ image: 'bird.jpg', ...fromRecipe(recipe) });
 * ```
 */
export function readRecipe(bytes: Uint8Array): FoundRecipe | undefined {
  const texts = textsOf(bytes);
  const own = ownRecipe(texts);
  return own ? (own as FoundRecipe) : (recipeInParameters(texts) ?? recipeElsewhere(texts));
}

function recipeInParameters(texts: PictureTexts): FoundRecipe | undefined {
  const text = parametersOf(texts);
  if (text === undefined || text.trim() === '') return undefined;
  const json = parseObject(text);
  const foreign = settingsInJson(json);
  if (foreign) return recipeFromForeign(foreign);
  const parsed = parseParameters(text);
  // JSON may be a prompt too, but only before A1111's line of settings.
  const isJson = json !== undefined || (resemblesObject(text) && parsed.settings['Steps'] === undefined);
  return isJson ? undefined : recipeFromParameters(parsed);
}

function recipeElsewhere(texts: PictureTexts): FoundRecipe | undefined {
  const foreign = settingsElsewhere(texts);
  if (foreign) return recipeFromForeign(foreign);
  // Comments are about anything: without settings, theirs is no prompt.
  const parsed = [texts.comment, texts.exif.get('ImageDescription') ?? ''].map(parseParameters);
  const found = parsed.find(({ settings }) => settings['Steps'] !== undefined);
  return found && recipeFromParameters(found);
}

/** The model is left to `a1111`: its name there is a file's, by which Overpaint finds nothing. */
function recipeFromParameters({ prompt, negativePrompt, settings }: ParsedParameters): FoundRecipe {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(settings['Size'] ?? '') ?? [];
  const fields = {
    prompt: { given: prompt, expanded: prompt },
    negativePrompt: { given: negativePrompt, expanded: negativePrompt },
    steps: readNumber(settings['Steps']),
    ...readSampler(settings['Sampler'], settings['Schedule type']),
    eta: readNumber(settings['Eta DDIM']),
    guidanceScale: readNumber(settings['CFG scale']),
    imageGuidanceScale: readNumber(settings['Image CFG scale']),
    seed: readSeed(settings['Seed']),
    size: width && height ? { width: Number(width), height: Number(height) } : undefined,
    strength: readNumber(settings['Denoising strength']),
    a1111: settings,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as FoundRecipe;
}
