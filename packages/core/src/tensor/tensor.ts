import { InvalidArgumentError } from '../errors/index.js';

/** A float32 array with a shape, row-major: the last dimension runs fastest. */
export interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** How many elements a shape holds. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** A single number without dimensions. */
export const scalar = (value: number): Tensor => ({ data: Float32Array.of(value), dims: [] });

/**
 * A tensor around `data`; without it, zeros. Nothing is copied.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for sides that are none, or data of another size.
 */
export function tensor(dims: readonly number[], values?: Float32Array): Tensor {
  if (!Array.isArray(dims) || dims.some((side) => !Number.isInteger(side) || side < 0)) {
    throw new InvalidArgumentError('dims', 'a list of whole numbers from 0', dims);
  }
  const data = values ?? new Float32Array(sizeOf(dims));
  if (data.length !== sizeOf(dims)) {
    throw new InvalidArgumentError('data', `${sizeOf(dims)} values for [${dims.join(', ')}]`, data);
  }
  return { data, dims };
}
