import type { Family } from './family.js';
import { besideSource } from './instruct-pix2pix.js';
import { latentChannels } from './latent-space.js';
import { stableDiffusionXl, timeIdCount } from './stable-diffusion-xl.js';
import { takes, unetChannels } from './unet.js';

/** InstructPix2Pix on SDXL: told as SDXL is, with the source picture's latents beside the noisy ones. */
export const instructPix2PixXl: Family<'instruct-pix2pix-xl'> = {
  ...stableDiffusionXl,
  ...besideSource,
  name: 'instruct-pix2pix-xl',
  matches: (folder) =>
    takes(folder, 'sample', 'timestep', 'hidden', 'pooled', 'timeIds') &&
    timeIdCount(folder) === 6 &&
    unetChannels(folder) === 2 * latentChannels(folder),
  defaults: { ...stableDiffusionXl.defaults, imageGuidanceScale: 1.5 },
  options: ['imageGuidanceScale', 'prompt2'],
};
