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

/** A tensor around `data`; without it, zeros. Nothing is copied. */
export function tensor(dims: readonly number[], data: Float32Array = new Float32Array(sizeOf(dims))): Tensor {
  if (data.length !== sizeOf(dims)) {
    throw new RangeError(
      `A tensor of shape [${dims.join(', ')}] holds ${sizeOf(dims)} values, received ${data.length}.`,
    );
  }
  return { data, dims };
}
