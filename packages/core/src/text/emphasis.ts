import type { Tensor } from '../tensor/tensor.js';

/**
 * How attention weights change an embedding.
 * - `a1111`: each token's vector times its weight, then the chunk times old mean / new mean, so that its mean stays.
 * - `comfy`: each token's vector moved away from that of the empty prompt at the same place: empty + weight·(token − empty).
 * - `none`: weights are left out; the words stay.
 */
export type Weighting = 'a1111' | 'comfy' | 'none';

/** Whether any token of a chunk is weighted; if not, its embedding is left alone to the last bit. */
export const isWeighted = (weights: readonly number[]): boolean => weights.some((weight) => weight !== 1);

/**
 * Applies the weights of one chunk to its embedding [1, tokens, width]; a new tensor. `empty` is the embedding of the
 * empty prompt and only used by `comfy`. A mean of zero, which cannot be restored, is left as it comes out.
 */
export function applyWeights(hidden: Tensor, weights: readonly number[], weighting: Weighting, empty?: Tensor): Tensor {
  if (weighting === 'none' || !isWeighted(weights)) return hidden;
  const { data, dims } = hidden;
  const width = dims.at(-1) ?? 1;
  const out = new Float32Array(data.length);
  if (weighting === 'comfy' && empty !== undefined) {
    for (let i = 0; i < out.length; i++) {
      const base = empty.data[i]!;
      out[i] = base + weights[Math.floor(i / width)]! * (data[i]! - base);
    }
    return { data: out, dims };
  }
  let before = 0;
  let after = 0;
  for (let i = 0; i < out.length; i++) {
    const value = data[i]! * weights[Math.floor(i / width)]!;
    before += data[i]!;
    after += value;
    out[i] = value;
  }
  const restore = before / after;
  if (Number.isFinite(restore)) for (let i = 0; i < out.length; i++) out[i]! *= restore;
  return { data: out, dims };
}
