import { tensor } from '../tensor/tensor.js';
import { bigClip, encodeSideBySide, mostSkipped } from './encode-side-by-side.js';
import type { Family, PromptContext, TokenizerUse } from './family.js';
import { latentChannels } from './latent-space.js';
import { forcesZeros, stableDiffusionXl, timeIdCount, zerosLike } from './stable-diffusion-xl.js';
import { takes, unetChannels } from './unet.js';

const secondClip: TokenizerUse = { ...bigClip, missing: 'another' };
/** Some exports put the only text encoder where others have the first. */
const onlyClip: TokenizerUse = { ...secondClip, folder: 'tokenizer', textEncoder: 'text_encoder' };

const present = ({ components }: PromptContext['folder']) =>
  components[secondClip.textEncoder] === undefined ? onlyClip : secondClip;

/**
 * SDXL's refiner (Podell et al. 2023, arXiv:2307.01952, §2.5): SDXL's second text encoder alone, and in place of a target size
 * the score that people would give the picture. It is for pictures that are nearly done: a strength of 0.3 or less.
 */
export const stableDiffusionXlRefiner: Family<'stable-diffusion-xl-refiner'> = {
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
  limits: (folder) => mostSkipped(folder.components, [present(folder)]),
  async encodePrompts(texts, context) {
    const { network, aestheticScore, negativeAestheticScore } = context.settings;
    const use = present(context.folder);
    const encoded = await encodeSideBySide(texts, context, [use], [use]);
    return encoded.map((one, index) => {
      const { negative, missing } = texts[index]!;
      const score = (negative ? negativeAestheticScore : aestheticScore)!;
      return {
        ...(missing && forcesZeros(context.folder) ? zerosLike(one) : one),
        timeIds: tensor([1, 5], Float32Array.of(network.height, network.width, 0, 0, score)),
      };
    });
  },
};
