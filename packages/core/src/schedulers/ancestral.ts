import { type NoiseLevel, noiseRatio } from '../noise/level.js';
import { linearCombination } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * An ancestral step's split of the way to a level: down to a lower Karras σ without noise, then noise of size `up` back
 * (the DDPM posterior in Karras units, Ho et al. 2020, arXiv:2006.11239, eq. 7):
 * up² = σ_to²·(σ_from² − σ_to²) / σ_from², down² = σ_to² − up².
 */
export function ancestralSplit(from: NoiseLevel, to: NoiseLevel): { down: number; up: number } {
  const source = noiseRatio(from);
  const target = noiseRatio(to);
  const up = Math.min(target, (target / source) * Math.sqrt(Math.max(source ** 2 - target ** 2, 0)));
  return { down: Math.sqrt(target ** 2 - up ** 2), up };
}

/**
 * The ancestral move itself: next = alpha_to · (clean + down·noise + up·draw), the noise being that which clean
 * implies.
 */
export function ancestralMove(latents: Tensor, clean: Tensor, from: NoiseLevel, to: NoiseLevel, draw: Tensor): Tensor {
  const { down, up } = ancestralSplit(from, to);
  const keep = (to.alpha * down) / noiseRatio(from);
  return linearCombination([keep / from.alpha, latents], [to.alpha - keep, clean], [to.alpha * up, draw]);
}
