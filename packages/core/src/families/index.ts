import type { Family } from './family.js';
import { inpainting } from './inpainting.js';
import { instructPix2Pix } from './instruct-pix2pix.js';
import { stableDiffusion } from './stable-diffusion.js';

/** Every family, the most particular first: a folder belongs to the first one that it matches. */
export const families = [inpainting, instructPix2Pix, stableDiffusion] as const satisfies readonly Family[];

export type FamilyName = (typeof families)[number]['name'];
