import { latentMask } from '../image/index.js';
import { maskedChannels } from '../latents/masked-channels.js';
import type { ModelFolder } from '../model/inspect.js';
import { tensor } from '../tensor/tensor.js';
import type { Family } from './family.js';
import { latentChannels } from './latent-space.js';
import { stableDiffusion } from './stable-diffusion.js';
import { takes, unetChannels } from './unet.js';

/** How a network is asked that takes mask and masked picture beside the noisy latents. Without a mask everything is repainted. */
export const masked = {
  takesMask: true,
  fullStrengthIsNoise: true,
  posteriorAtFullStrength: false,
  beside(source, latent) {
    const [, , height = 0, width = 0] = source.pixels.dims;
    const all = tensor([1, 1, height, width], new Float32Array(height * width).fill(1));
    return maskedChannels(source, latent, all, latentMask(all, latent.downscale));
  },
} satisfies Partial<Family>;

/** Whether a UNet's channels are the noisy latents, a mask, and the masked picture's latents. */
export const takesMaskedPicture = (folder: ModelFolder) => unetChannels(folder) === 2 * latentChannels(folder) + 1;

/** Stable Diffusion's inpainting networks (Rombach et al. 2021, arXiv:2112.10752, §4.5): nine channels in all. */
export const inpainting: Family<'inpainting'> = {
  ...stableDiffusion,
  ...masked,
  name: 'inpainting',
  matches: (folder) => takes(folder, 'sample', 'timestep', 'hidden') && takesMaskedPicture(folder),
  // diffusers' inpainting pipeline sets these, whatever the file says.
  adaptScheduler: (config) => ({ ...config, steps_offset: 1, skip_prk_steps: true }),
};
