import { latentMask } from '../image/index.js';
import { maskedChannels } from '../latents/masked-channels.js';
import { tensor } from '../tensor/tensor.js';
import type { Family } from './family.js';
import { latentChannels } from './latent-space.js';
import { stableDiffusion } from './stable-diffusion.js';
import { takes, unetChannels } from './unet.js';

/**
 * Stable Diffusion's inpainting networks (Rombach et al. 2021, arXiv:2112.10752, §4.5): mask and masked picture lie beside
 * the noisy latents, nine channels in all. Without a mask everything is repainted.
 */
export const inpainting: Family<'inpainting'> = {
  ...stableDiffusion,
  name: 'inpainting',
  matches: (folder) =>
    takes(folder, 'sample', 'timestep', 'hidden') && unetChannels(folder) === 2 * latentChannels(folder) + 1,
  takesMask: true,
  fullStrengthIsNoise: true,
  posteriorAtFullStrength: false,
  // diffusers' inpainting pipeline sets these, whatever the file says.
  adaptScheduler: (config) => ({ ...config, steps_offset: 1, skip_prk_steps: true }),
  beside(source, latent) {
    const [, , height = 0, width = 0] = source.pixels.dims;
    const all = tensor([1, 1, height, width], new Float32Array(height * width).fill(1));
    return maskedChannels(source, latent, all, latentMask(all, latent.downscale));
  },
};
