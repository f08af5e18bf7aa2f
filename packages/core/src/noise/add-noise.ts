import { checkObject, checkTensor } from '../check.js';
import { linearCombination } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import type { NoiseLevel } from './level.js';

/**
 * Clean latents as they look at a noise level: alpha·latents + sigma·noise, in units of variance 1.
 *
 * @param latents any shape, usually [batch, channels, height/8, width/8]
 * @param noise the same shape, normal
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no tensor or level, or when the shapes differ.
 * @example
 * ```ts
 * import { addNoise, createRandom, createSchedule, tensor } from '@overpaint/core';
 * const schedule = createSchedule({ scheduler: 'euler', steps: 20, strength: 0.6 });
 * const latents = tensor([1, 4, 64, 64]);
 * const noise = createRandom(7).gaussian(latents.dims);
 * const noisy = addNoise(latents, noise, schedule.levels[0]);
 * ```
 */
export function addNoise(latents: Tensor, noise: Tensor, level: Pick<NoiseLevel, 'alpha' | 'sigma'>): Tensor {
  checkTensor('latents', latents);
  checkTensor('noise', noise);
  checkObject('level', level ?? null);
  return linearCombination([level.alpha, latents], [level.sigma, noise]);
}
