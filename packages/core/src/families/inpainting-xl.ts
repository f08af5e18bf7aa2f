import type { Family } from './family.js';
import { masked, takesMaskedPicture } from './inpainting.js';
import { stableDiffusionXl, timeIdCount } from './stable-diffusion-xl.js';
import { takes } from './unet.js';

/** SDXL's inpainting networks: told as SDXL is, with mask and masked picture beside the noisy latents. */
export const inpaintingXl: Family<'inpainting-xl'> = {
  ...stableDiffusionXl,
  ...masked,
  name: 'inpainting-xl',
  matches: (folder) =>
    takes(folder, 'sample', 'timestep', 'hidden', 'pooled', 'timeIds') &&
    timeIdCount(folder) === 6 &&
    takesMaskedPicture(folder),
};
