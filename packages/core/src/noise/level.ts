/**
 * A noise level is a pair: noisy latents are `alpha·clean + sigma·noise`. Diffusion, Karras and flow tables differ only
 * in the pairs that they list; a Karras σ is the pair 1/√(1+σ²), σ/√(1+σ²), a flow σ the pair 1−σ, σ.
 */
export interface NoiseLevel {
  readonly alpha: number;
  readonly sigma: number;
  /** What the network is told of this level, in the units of its training (0–999 for most). */
  readonly timestep: number;
}

/** No noise left: every schedule ends here. */
export const cleanLevel: NoiseLevel = { alpha: 1, sigma: 0, timestep: 0 };

/** The level of a Karras σ (noisy = clean + σ·noise), as a pair of unit variance. */
export function karrasLevel(sigma: number, timestep: number): NoiseLevel {
  const alpha = 1 / Math.hypot(1, sigma);
  return { alpha, sigma: sigma * alpha, timestep };
}

/** The level of a flow σ (noisy = (1−σ)·clean + σ·noise). */
export function flowLevel(sigma: number, timestep: number): NoiseLevel {
  return { alpha: 1 - sigma, sigma, timestep };
}

/** The level of a cumulative product ᾱ of a diffusion table (noisy = √ᾱ·clean + √(1−ᾱ)·noise). */
export function alphaBarLevel(alphaBar: number, timestep: number): NoiseLevel {
  return { alpha: Math.sqrt(alphaBar), sigma: Math.sqrt(1 - alphaBar), timestep };
}

/** The Karras σ of a level: noise over signal, 0 when clean. */
export function noiseRatio({ alpha, sigma }: NoiseLevel): number {
  return sigma / alpha;
}

/** λ = ln(alpha / sigma), half the log signal-to-noise ratio: the time of the exponential solvers. +∞ when clean. */
export function logRatio({ alpha, sigma }: NoiseLevel): number {
  return Math.log(alpha) - Math.log(sigma);
}
