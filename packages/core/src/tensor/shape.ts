import { sizeOf, type Tensor } from './tensor.js';

/** Puts tensors of one shape after one another along the first (batch) dimension. A single one is returned as it is. */
export function stack(tensors: readonly [Tensor, ...Tensor[]]): Tensor {
  if (tensors.length === 1) return tensors[0];
  const [, ...rest] = tensors[0].dims;
  const data = new Float32Array(tensors.reduce((sum, { data }) => sum + data.length, 0));
  let offset = 0;
  let batch = 0;
  for (const tensor of tensors) {
    data.set(tensor.data, offset);
    offset += tensor.data.length;
    batch += tensor.dims[0]!;
  }
  return { data, dims: [batch, ...rest] };
}

/** The pictures of a batch, each as a tensor of batch 1 that shares the memory of the whole. */
export function unstack({ data, dims }: Tensor): Tensor[] {
  const [batch = 0, ...rest] = dims;
  const size = sizeOf(rest);
  return Array.from({ length: batch }, (_, index) => ({
    data: data.subarray(index * size, (index + 1) * size),
    dims: [1, ...rest],
  }));
}

/** Joins two tensors [1, a, …] and [1, b, …] to [1, a + b, …]: latents beside source latents, one prompt after another. */
export function concatenate(a: Tensor, b: Tensor): Tensor {
  const data = new Float32Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  const [batch = 1, first = 0, ...rest] = a.dims;
  return { data, dims: [batch, first + (b.dims[1] ?? 0), ...rest] };
}

/** Part of the second dimension of a [1, n, …] tensor, sharing its memory: the channels or tokens from … to. */
export function slice({ data, dims }: Tensor, from: number, to: number): Tensor {
  const [, , ...rest] = dims;
  const size = sizeOf(rest);
  return { data: data.subarray(from * size, to * size), dims: [1, to - from, ...rest] };
}
