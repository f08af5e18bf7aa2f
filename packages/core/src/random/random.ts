import type { Tensor } from '../tensor/tensor.js';

/** A seeded source of normal noise. The order of draws is part of a picture: posterior, start noise, then steps. */
export interface Random {
  /** Normal noise, mean 0 and variance 1, of a shape; one call of torch's `randn` on the CPU. */
  gaussian(dims: readonly number[]): Tensor;
}
