import { noiseRatio } from '../noise/level.js';
import type { Evaluation } from '../noise/prediction.js';
import { linearCombination, type Term } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import { moveByClean } from './move-latents.js';
import type { StepInput } from './scheduler.js';

/**
 * A midpoint step in Karras units to the σ `target`, then up to `to` with noise if any is given: the slope at the level
 * between decides the whole step. next = alpha_to · (latents/alpha_from + (target − σ_from)·noise_via + up·draw).
 */
export async function midpointStep(
  { latents, from, to, via, denoise }: Pick<StepInput, 'latents' | 'from' | 'to' | 'via' | 'denoise'>,
  target: number,
  noise?: () => readonly [up: number, draw: Tensor],
): Promise<{ latents: Tensor; clean: Tensor; remember: Evaluation }> {
  const first = await denoise(latents, from);
  if (via === undefined) {
    return { latents: moveByClean(latents, first.clean, from, to), clean: first.clean, remember: first };
  }
  const middle = await denoise(moveByClean(latents, first.clean, from, via), via);
  const slope = (to.alpha * (target - noiseRatio(from))) / noiseRatio(via);
  const terms: [Term, ...Term[]] = [[to.alpha / from.alpha, latents]];
  terms.push([slope / via.alpha, middle.latents], [-slope, middle.clean]);
  if (noise) {
    const [up, draw] = noise();
    terms.push([to.alpha * up, draw]);
  }
  return { latents: linearCombination(...terms), clean: middle.clean, remember: first };
}
