import type { Tensor } from '../tensor/tensor.js';

/** A seeded source of normal noise. The order of draws is part of a picture: posterior, start noise, then steps. */
export interface Random {
  /** Normal noise, mean 0 and variance 1, of a shape; one call of torch's `randn` on the CPU. */
  gaussian(dims: readonly number[]): Tensor;
}

/** Whose random numbers to reproduce: torch's CPU generator, or the Philox generator of torch on CUDA ("NV" noise). */
export type GeneratorName = 'torch-cpu' | 'torch-cuda';

/** What {@link createRandom} makes. Every call goes on where the one before ended. */
export interface SeededRandom extends Random {
  readonly seed: number;
  readonly generator: GeneratorName;
  /** Another name of {@link Random.gaussian}, the one that torch users look for. */
  randn(dims: readonly number[]): Tensor;
  /** `randn` of a float16 tensor: values that half precision holds, and in torch's CPU generator another order of draws. */
  randn16(dims: readonly number[]): Tensor;
}
