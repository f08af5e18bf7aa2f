import type { Family, PromptContext, TokenizerUse } from './family.js';
import { latentChannels } from './latent-space.js';
import { bigClip, encodeSideBySide, mostSkipped, stableDiffusionXl, timeIdCount } from './stable-diffusion-xl.js';
import { takes, unetChannels } from './unet.js';

/** Some exports put the only text encoder where others have the first. */
const onlyClip: TokenizerUse = { ...bigClip, folder: 'tokenizer', textEncoder: 'text_encoder', optional: true };
const secondClip: TokenizerUse = { ...bigClip, optional: true };

const present = ({ components }: PromptContext['folder']) =>
  components[secondClip.textEncoder] === undefined ? onlyClip : secondClip;

/**
 * SDXL's refiner (Podell et al. 2023, arXiv:2307.01952, §2.5): SDXL's second text encoder alone, and in place of a target size
 * the score that people would give the picture. It is for pictures that are nearly done: a strength of 0.3 or less.
 */
export const stableDiffusionXlRefiner = {
  ...stableDiffusionXl,
  name: 'stable-diffusion-xl-refiner',
  matches: (folder) =>
    takes(folder, 'sample', 'timestep', 'hidden', 'pooled', 'timeIds') &&
    timeIdCount(folder) === 5 &&
    unetChannels(folder) === latentChannels(folder),
  components: ['unet', 'vae_encoder', 'vae_decoder'],
  tokenizers: [secondClip, onlyClip],
  defaults: { ...stableDiffusionXl.defaults, strength: 0.3, aestheticScore: 6, negativeAestheticScore: 2.5 },
  options: ['aestheticScore', 'clipSkip', 'negativeAestheticScore'],
  limits: (folder) => ({ clipSkip: mostSkipped(folder.components, [present(folder).textEncoder]) }),
  encodePrompts: (texts, context) =>
    encodeSideBySide(
      texts,
      context,
      [present(context.folder)],
      ({ network: { height, width }, ...scores }, negative) => [
        ...[height, width, 0, 0],
        (negative ? scores.negativeAestheticScore : scores.aestheticScore)!,
      ],
    ),
} as const satisfies Family;
