import { linearCombination } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Guidance rescale (Lin et al. 2023, arXiv:2305.08891, eq. 15 and 16): strong guidance raises the contrast of the
 * output; this draws its standard deviation back to that of the branch with the prompt.
 *     rescaled = guided · std(prompt) / std(guided),   result = φ·rescaled + (1 − φ)·guided
 */
export function rescaleGuidance(guided: Tensor, prompt: Tensor, factor: number): Tensor {
  const ratio = standardDeviation(prompt.data) / standardDeviation(guided.data);
  return linearCombination([factor * ratio + 1 - factor, guided]);
}

function standardDeviation(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
