import type { NoiseLevel } from '../noise/level.js';
import { linearCombination } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Latents at another level, the estimate of the clean ones held: clean stays, the noise that it implies is rescaled.
 */
export function moveByClean(latents: Tensor, clean: Tensor, from: NoiseLevel, to: NoiseLevel): Tensor {
  const keep = to.sigma / from.sigma;
  return linearCombination([keep, latents], [to.alpha - keep * from.alpha, clean]);
}

/** The same with the estimate of the noise held. Equal to {@link moveByClean} when the two estimates agree. */
export function moveByNoise(latents: Tensor, noise: Tensor, from: NoiseLevel, to: NoiseLevel): Tensor {
  const keep = to.alpha / from.alpha;
  return linearCombination([keep, latents], [to.sigma - keep * from.sigma, noise]);
}
