import { linearCombination } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import type { NoiseLevel } from './level.js';
import { clip, threshold } from './thresholding.js';

/**
 * What a network's raw output means. With x = alpha·clean + sigma·noise:
 *
 * - `epsilon`: the noise.
 * - `sample`: the clean latents.
 * - `v`: alpha·noise − sigma·clean (Salimans and Ho 2022, arXiv:2202.00512).
 * - `flow`: noise − clean (Liu et al. 2022, arXiv:2209.03003).
 * - `edm`: the residual of Karras et al. (2022, arXiv:2206.00364, eq. 7).
 */
export type PredictionType = 'epsilon' | 'sample' | 'v' | 'flow' | 'edm';

/** How a raw output becomes clean latents: its meaning and what is done to the estimate afterwards. */
export interface Prediction {
  readonly type: PredictionType;
  /** The estimate is clipped to ± this (clip_sample). */
  readonly clip?: number;
  /** Dynamic thresholding of the estimate; wins over `clip`. */
  readonly threshold?: { readonly quantile: number; readonly largest: number };
  /**
   * `edm`: the standard deviation of clean latents, negative where the output counts negative (prediction_type
   * v_prediction).
   */
  readonly sigmaData?: number;
}

/** One call of the network: where it was asked, what it said, and what that means. */
export interface Evaluation {
  readonly level: NoiseLevel;
  /** The noisy latents that it was asked about. */
  readonly latents: Tensor;
  /** The raw output. */
  readonly output: Tensor;
  /** The estimate of the clean latents, clipped or thresholded if the model wants that. */
  readonly clean: Tensor;
  /** The estimate of the noise, from the output itself: clipping does not touch it. Computed when first read. */
  readonly noise: Tensor;
}

/** Reads a raw output as clean latents and noise. */
export function evaluation(prediction: Prediction, output: Tensor, latents: Tensor, level: NoiseLevel): Evaluation {
  let noise: Tensor | undefined;
  const clean = limited(prediction, cleanOf(prediction, output, latents, level));
  return {
    level,
    latents,
    output,
    clean,
    get noise() {
      noise ??= noiseOf(prediction, output, latents, level);
      return noise;
    },
  };
}

/** The noise that leads from the (clipped) estimate to the noisy latents: (latents − alpha·clean) / sigma. */
export function impliedNoise({ latents, clean, level: { alpha, sigma } }: Evaluation): Tensor {
  return linearCombination([1 / sigma, latents], [-alpha / sigma, clean]);
}

function limited({ clip: limit, threshold: dynamic }: Prediction, clean: Tensor): Tensor {
  if (dynamic) return threshold(clean, dynamic.quantile, dynamic.largest);
  return limit === undefined ? clean : clip(clean, limit);
}

function cleanOf({ type, sigmaData = 1 }: Prediction, output: Tensor, x: Tensor, { alpha, sigma }: NoiseLevel): Tensor {
  if (type === 'sample') return output;
  if (type === 'epsilon') {
    // Nothing is left of the signal (zero terminal SNR): infinite, for clipping to bound, rather than ∞ − ∞.
    if (alpha === 0) return linearCombination([1 / alpha, linearCombination([1, x], [-sigma, output])]);
    return linearCombination([1 / alpha, x], [-sigma / alpha, output]);
  }
  if (type === 'v') return linearCombination([alpha, x], [-sigma, output]);
  if (type === 'flow') return linearCombination([1, x], [-sigma, output]);
  return linearCombination([sigmaData * sigmaData * alpha, x], [sigmaData * sigma, output]);
}

function noiseOf(prediction: Prediction, output: Tensor, x: Tensor, level: NoiseLevel): Tensor {
  const { alpha, sigma } = level;
  if (prediction.type === 'epsilon') return output;
  if (prediction.type === 'v') return linearCombination([sigma, x], [alpha, output]);
  if (prediction.type === 'flow') return linearCombination([1, x], [alpha, output]);
  const clean = cleanOf(prediction, output, x, level);
  return linearCombination([1 / sigma, x], [-alpha / sigma, clean]);
}
