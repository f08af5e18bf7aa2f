import type { Family } from './family.js';
import { inpainting } from './inpainting.js';
import { instructPix2Pix } from './instruct-pix2pix.js';
import { latentConsistency } from './latent-consistency.js';
import { latentConsistencyXl } from './latent-consistency-xl.js';
import { stableDiffusion } from './stable-diffusion.js';
import { stableDiffusionXl } from './stable-diffusion-xl.js';
import { stableDiffusionXlRefiner } from './stable-diffusion-xl-refiner.js';
import { stableDiffusionTurbo, stableDiffusionXlTurbo } from './turbo.js';

/** Every family, editions before what they are editions of: a folder belongs to the first one that it matches. */
export const families = [
  inpainting,
  instructPix2Pix,
  latentConsistency,
  latentConsistencyXl,
  stableDiffusionTurbo,
  stableDiffusionXlTurbo,
  stableDiffusion,
  stableDiffusionXl,
  stableDiffusionXlRefiner,
] as const satisfies readonly Family[];

export type FamilyName = (typeof families)[number]['name'];
