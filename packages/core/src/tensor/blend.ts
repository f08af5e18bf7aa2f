import { sizeOf, type Tensor } from './tensor.js';

/** mask·over + (1 − mask)·under, for a mask [1, 1, height, width] over every channel of [1, channels, height, width]. */
export function blend(mask: Tensor, over: Tensor, under: Tensor): Tensor {
  const area = sizeOf(mask.dims);
  const data = new Float32Array(over.data.length);
  for (let from = 0; from < data.length; from += area) {
    for (let i = 0; i < area; i++) {
      const share = mask.data[i]!;
      data[from + i] = share * over.data[from + i]! + (1 - share) * under.data[from + i]!;
    }
  }
  return { data, dims: over.dims };
}
