import type { SpeedKind } from '../families/family.js';
import type { SpeedName, SpeedOptions } from './speed-options.js';

/** How a denoiser may be asked for less. */
export interface FamilySpeed {
  /** A UNet's deep features, or what all blocks of a transformer but its first one add. */
  readonly reuse: 'deep-features' | 'first-block';
  /** Of `deep-features`: the share of the denoiser's work that is left at each skip connection, from the last one. */
  readonly shares: readonly number[];
  /** Sets of options by name. */
  readonly sets: Readonly<Record<Exclude<SpeedName, 'exact'>, SpeedOptions>>;
}

/**
 * Stable Diffusion 1.5 at 512 × 512: the first three as measured on a processor, the others from counting multiplications,
 * which take a processor less than that at the largest feature maps.
 */
const unetShares = [0.12, 0.3, 0.48, 0.56, 0.63, 0.73, 0.8, 0.87, 0.95];

/** From counting multiplications: SDXL has its attention where feature maps are small. */
const xlShares = [0.02, 0.05, 0.08, 0.15, 0.23, 0.32, 0.45, 0.66, 0.88];

const unet: FamilySpeed = {
  reuse: 'deep-features',
  shares: unetShares,
  sets: {
    balanced: { reuse: { every: 3 }, guidance: { to: 0.7 }, decoder: 'tiny' },
    fast: { reuse: { every: 5 }, guidance: { to: 0.5 }, decoder: 'tiny', encoder: 'tiny' },
  },
};

const transformer: FamilySpeed = {
  reuse: 'first-block',
  shares: [],
  sets: {
    balanced: { reuse: { threshold: 0.1 }, guidance: { to: 0.7 }, decoder: 'tiny' },
    fast: { reuse: { threshold: 0.2 }, guidance: { to: 0.5 }, decoder: 'tiny', encoder: 'tiny' },
  },
};

/** A few steps are too few to take anything from an earlier one, and the autoencoder is most of the work. */
export const fewSteps: FamilySpeed['sets'] = {
  balanced: { decoder: 'tiny' },
  fast: { decoder: 'tiny', encoder: 'tiny' },
};

export const familySpeeds: Readonly<Record<SpeedKind, FamilySpeed>> = {
  transformer,
  'transformer-few-steps': { ...transformer, sets: fewSteps },
  unet,
  'unet-xl': { ...unet, shares: xlShares },
  'unet-few-steps': { ...unet, sets: fewSteps },
  'unet-xl-few-steps': { ...unet, shares: xlShares, sets: fewSteps },
};
