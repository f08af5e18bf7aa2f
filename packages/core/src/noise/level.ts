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
