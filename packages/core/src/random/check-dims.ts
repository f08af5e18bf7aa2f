import { InvalidArgumentError } from '../errors/index.js';
import { sizeOf } from '../tensor/tensor.js';

/** How many values a shape holds. @throws InvalidArgumentError `INVALID_ARGUMENT` unless all sides are whole and ≥ 0. */
export function checkDims(dims: readonly number[]): number {
  if (!Array.isArray(dims) || !dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0)) {
    throw new InvalidArgumentError('dims', 'a list of whole numbers from 0 on, like [1, 4, 64, 64]', dims);
  }
  return sizeOf(dims);
}
