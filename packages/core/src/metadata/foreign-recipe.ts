import type { ForeignSettings } from './foreign-settings.js';
import type { FoundRecipe } from './found-recipe.js';
import { readNumber, readSampler, readSeed } from './recipe-values.js';

/** What tools call the settings of a recipe, written small and without signs between the words. */
const names = {
  prompt: ['prompt', 'positiveprompt'],
  negativePrompt: ['negativeprompt', 'uc', 'negative'],
  steps: ['steps', 'numinferencesteps'],
  guidanceScale: ['cfgscale', 'guidancescale', 'cfg', 'scale'],
  guidanceRescale: ['cfgrescale', 'cfgrescalemultiplier'],
  seed: ['seed'],
  sampler: ['samplername', 'sampler', 'comfyuisampler', 'autowebuisampler'],
  spacing: ['scheduler', 'comfyuischeduler', 'noiseschedule', 'scheduletype'],
  strength: ['denoise', 'denoisingstrength', 'strength', 'promptstrength', 'initimagecreativity'],
  width: ['width'],
  height: ['height'],
  size: ['size', 'resolution'],
} as const;

/** A recipe out of another tool's settings, with those of them that have a name in common with ours. */
export function recipeFromForeign({ tool, settings }: ForeignSettings): FoundRecipe {
  const folded = new Map(
    Object.entries(settings).map(([name, value]) => [name.toLowerCase().replace(/[^a-z0-9]/g, ''), value]),
  );
  const value = (name: keyof typeof names) =>
    names[name].map((word) => folded.get(word)).find((found) => found != null);
  const text = (name: keyof typeof names) => {
    const found = value(name);
    return typeof found === 'string' ? found.trim() : '';
  };
  const sampler = text('sampler') || text('spacing'); // InvokeAI calls the sampler a scheduler
  const [width, height] = sizeOf(value('width'), value('height'), text('size'));
  const strength = readNumber(value('strength'));
  const recipe = {
    prompt: { given: text('prompt'), expanded: text('prompt') },
    negativePrompt: { given: text('negativePrompt'), expanded: text('negativePrompt') },
    steps: readNumber(value('steps')),
    ...readSampler(sampler, text('sampler') && text('spacing')),
    guidanceScale: readNumber(value('guidanceScale')),
    guidanceRescale: readNumber(value('guidanceRescale')),
    seed: readSeed(value('seed')),
    size: width && height ? { width, height } : undefined,
    // 1 is what these tools say where a picture was made from words alone.
    strength: strength === 1 ? undefined : strength,
    foreign: { tool, settings },
  };
  return Object.fromEntries(Object.entries(recipe).filter(([, found]) => found !== undefined)) as FoundRecipe;
}

/** Width and height, else what a text such as `512x768` or `(512, 768)` says. */
function sizeOf(width: unknown, height: unknown, size: string): (number | undefined)[] {
  const sides = width == null && height == null ? (size.match(/\d+/g) ?? []) : [width, height];
  return sides.map(readNumber);
}
