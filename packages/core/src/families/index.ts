import { flux, fluxSchnell } from './flux.js';
import { flux2Klein, flux2KleinBase } from './flux-2-klein.js';
import { fluxKontext } from './flux-kontext.js';
import { inpainting } from './inpainting.js';
import { inpaintingXl } from './inpainting-xl.js';
import { instructPix2Pix } from './instruct-pix2pix.js';
import { instructPix2PixXl } from './instruct-pix2pix-xl.js';
import { latentConsistency } from './latent-consistency.js';
import { latentConsistencyXl } from './latent-consistency-xl.js';
import { stableDiffusion } from './stable-diffusion.js';
import { stableDiffusion3 } from './stable-diffusion-3.js';
import { stableDiffusionXl } from './stable-diffusion-xl.js';
import { stableDiffusionXlRefiner } from './stable-diffusion-xl-refiner.js';
import { stableDiffusionTurbo, stableDiffusionXlTurbo } from './turbo.js';
import { zImage } from './z-image.js';

/** Every family, editions before what they are editions of: a folder belongs to the first one that it matches. */
export const families = [
  inpainting,
  inpaintingXl,
  instructPix2Pix,
  instructPix2PixXl,
  latentConsistency,
  latentConsistencyXl,
  stableDiffusionTurbo,
  stableDiffusionXlTurbo,
  stableDiffusion,
  stableDiffusionXl,
  stableDiffusionXlRefiner,
  stableDiffusion3,
  fluxKontext,
  flux,
  fluxSchnell,
  flux2KleinBase,
  flux2Klein,
  zImage,
] as const;

export type FamilyName = (typeof families)[number]['name'];
