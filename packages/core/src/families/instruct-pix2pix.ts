import { imageAndText } from '../guidance/image-and-text.js';
import type { Family } from './family.js';
import { stableDiffusion } from './stable-diffusion.js';

/**
 * InstructPix2Pix (Brooks et al. 2022, arXiv:2211.09800): the source picture's latents lie beside the noisy ones, so the
 * network takes twice the latent channels and outlines survive any strength. The embedded model is of this kind.
 */
export const instructPix2Pix: Family = {
  ...stableDiffusion,
  name: 'instruct-pix2pix',
  posterior: 'mode',
  sourceBesideNoise: true,
  fullStrengthIsNoise: true,
  defaults: { ...stableDiffusion.defaults, imageGuidanceScale: 1.5 },
  adaptScheduler: (config) => config,
  branches: imageAndText,
};
