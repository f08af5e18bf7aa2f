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

/**
 * A batch that repeats [1, a, …] once for each list of companions [1, b, …], [1, c, …] and puts these beside it:
 * [n, a + b + c …, …]. All lists have companions of the same shapes.
 * Latents and what lies beside them in every branch of guidance, written once into the memory that the network reads.
 */
export function repeatBeside(repeated: Tensor, companions: readonly (readonly Tensor[])[]): Tensor {
  const [first = []] = companions;
  if (companions.length === 1 && first.length === 0) return repeated;
  const [, own = 0, ...rest] = repeated.dims;
  const channels = first.reduce((sum, { dims }) => sum + dims[1]!, own);
  const data = new Float32Array(companions.length * channels * sizeOf(rest));
  let offset = 0;
  for (const beside of companions) {
    for (const part of [repeated, ...beside]) {
      data.set(part.data, offset);
      offset += part.data.length;
    }
  }
  return { data, dims: [companions.length, channels, ...rest] };
}

/** Tensors that differ in the last dimension only, side by side along it: [1, n, a + b + …]. */
export function joinLast(tensors: readonly Tensor[]): Tensor {
  const widths = tensors.map(({ dims }) => dims.at(-1)!);
  const rest = tensors[0]!.dims.slice(0, -1);
  const width = widths.reduce((sum, one) => sum + one, 0);
  const data = new Float32Array(sizeOf(rest) * width);
  let column = 0;
  for (const [index, { data: values }] of tensors.entries()) {
    const own = widths[index]!;
    for (let row = 0; row * own < values.length; row++)
      data.set(values.subarray(row * own, (row + 1) * own), row * width + column);
    column += own;
  }
  return { data, dims: [...rest, width] };
}

/** Part of the second dimension of a [1, n, …] tensor, sharing its memory: the channels or tokens from … to. */
export function slice({ data, dims }: Tensor, from: number, to: number): Tensor {
  const [, , ...rest] = dims;
  const size = sizeOf(rest);
  return { data: data.subarray(from * size, to * size), dims: [1, to - from, ...rest] };
}
