import { checkObject } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';
import { TorchCudaRandom } from './philox.js';
import type { GeneratorName, SeededRandom } from './random.js';
import { TorchCpuRandom } from './torch-cpu.js';

/**
 * A random number generator that starts from `seed`, 0 to 2⁵³ − 1.
 *
 * `'torch-cpu'` (the default) repeats torch's CPU generator, so a seed gives the picture that diffusers gives;
 * it takes the low 32 bits of the seed. `'torch-cuda'` repeats the normal noise of torch on a GPU.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when the seed is no whole number in range or the generator is unknown.
 * @example
 * ```ts
 * import { createRandom } from '@overpaint/core';
 * const random = createRandom(0);
 * random.randn([1, 4, 64, 64]).data[0]; // -1.1258398, as torch.randn(1, 4, 64, 64) after torch.manual_seed(0)
 * ```
 */
export function createRandom(seed: number, options?: { readonly generator?: 'torch-cpu' | undefined }): TorchCpuRandom;
export function createRandom(seed: number, options: { readonly generator: GeneratorName }): SeededRandom;
export function createRandom(
  seed: number,
  options: { readonly generator?: GeneratorName | undefined } = {},
): SeededRandom {
  checkSeed(seed);
  checkObject('options', options);
  const { generator = 'torch-cpu' } = options;
  if (generator === 'torch-cpu') return new TorchCpuRandom(seed);
  if (generator === 'torch-cuda') return new TorchCudaRandom(seed);
  throw new InvalidArgumentError('generator', '"torch-cpu" or "torch-cuda"', generator);
}

/** @throws InvalidArgumentError `INVALID_ARGUMENT` unless `seed` is a whole number from 0 to 2⁵³ − 1. */
export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InvalidArgumentError('seed', 'a whole number from 0 to 9007199254740991 (2⁵³ − 1)', seed);
  }
}

/** A seed for a call that names none: 32 random bits, so that it is short to note and means the same to torch. */
export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}
