import { imageAndText } from '../guidance/image-and-text.js';
import type { Family } from './family.js';
import { latentChannels } from './latent-space.js';
import { stableDiffusion } from './stable-diffusion.js';
import { takes, unetChannels } from './unet.js';

/** How a network is asked that sees the source picture's latents, unscaled, beside the noisy ones. */
export const besideSource = {
  posterior: 'mode',
  fullStrengthIsNoise: true,
  prompts: 'instructions',
  beside: ({ posterior: { mean } }) => [mean],
  branches: imageAndText,
} satisfies Partial<Family>;

/**
 * InstructPix2Pix (Brooks et al. 2022, arXiv:2211.09800): the network takes twice the latent channels, the second half for the
 * source picture, so outlines survive any strength. The embedded model is of this kind.
 */
export const instructPix2Pix: Family<'instruct-pix2pix'> = {
  ...stableDiffusion,
  ...besideSource,
  name: 'instruct-pix2pix',
  matches: (folder) =>
    takes(folder, 'sample', 'timestep', 'hidden') && unetChannels(folder) === 2 * latentChannels(folder),
  defaults: { ...stableDiffusion.defaults, imageGuidanceScale: 1.5 },
  options: ['imageGuidanceScale'],
  adaptScheduler: (config) => config,
};
