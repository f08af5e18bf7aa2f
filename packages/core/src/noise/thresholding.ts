import { type Tensor, tensor } from '../tensor/tensor.js';

/** Every value held within −limit … limit. */
export function clip({ data, dims }: Tensor, limit: number): Tensor {
  const out = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = Math.min(Math.max(data[i]!, -limit), limit);
  return tensor(dims, out);
}

/**
 * Dynamic thresholding (Saharia et al. 2022, arXiv:2205.11487, §2.3): for each picture of the batch, s is the given
 * quantile of the absolute values, at least 1 and at most `largest`; values are clipped to −s … s and divided by s. For
 * pixel models: latents are not bounded by 1.
 */
export function threshold({ data, dims }: Tensor, quantile: number, largest: number): Tensor {
  const out = new Float32Array(data.length);
  const size = data.length / (dims[0] ?? 1);
  for (let start = 0; start < data.length; start += size) {
    const sorted = data
      .slice(start, start + size)
      .map(Math.abs)
      .sort();
    const rank = quantile * (size - 1);
    const low = sorted[Math.floor(rank)]!;
    const between = low + (rank - Math.floor(rank)) * (sorted[Math.ceil(rank)]! - low);
    const s = Math.min(Math.max(between, 1), largest);
    for (let i = start; i < start + size; i++) out[i] = Math.min(Math.max(data[i]!, -s), s) / s;
  }
  return tensor(dims, out);
}
