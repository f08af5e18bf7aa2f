import { InvalidArgumentError } from '../errors/index.js';
import { fromFloat16, toFloat16 } from '../tensor/float16.js';
import type { Tensor } from '../tensor/tensor.js';

/** Element types that the ends of diffusion networks have; float16 travels as its bits. */
export type ElementType = 'float32' | 'float16' | 'float64' | 'int64' | 'int32' | 'bool' | 'uint8' | 'int8';

export type ElementArray =
  | Float32Array
  | Uint16Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Uint8Array
  | Int8Array;

/** A tensor as a network takes and gives it: with the element type that its graph declares. */
export interface NetworkTensor {
  readonly type: ElementType;
  readonly data: ElementArray;
  readonly dims: readonly number[];
}

/** What a graph says of an input or output. A symbolic dimension is its name, a scalar has no dimensions. */
export interface TensorSpec {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly (number | string)[];
}

/** float32 values in the element type that an input wants; ONNX Runtime converts nothing by itself. */
export function toNetwork({ data, dims }: Tensor, type: ElementType): NetworkTensor {
  switch (type) {
    case 'float32':
      return { type, data, dims };
    case 'float16':
      return { type, data: toFloat16(data), dims };
    case 'float64':
      return { type, data: Float64Array.from(data), dims };
    case 'int64':
      return { type, data: BigInt64Array.from(data, (value) => BigInt(Math.round(value))), dims };
    case 'int32':
      return { type, data: Int32Array.from(data, Math.round), dims };
    case 'int8':
      return { type, data: Int8Array.from(data, Math.round), dims };
    case 'uint8':
      return { type, data: Uint8Array.from(data, Math.round), dims };
    case 'bool':
      return { type, data: Uint8Array.from(data, (value) => (value === 0 ? 0 : 1)), dims };
    default:
      throw new InvalidArgumentError('type', 'an input of numbers or truth values', type);
  }
}

/** A network's output as float32, whatever type its graph declares. */
export function fromNetwork({ type, data, dims }: NetworkTensor): Tensor {
  if (type === 'float32') return { data: data as Float32Array, dims };
  if (type === 'float16') return { data: fromFloat16(data as Uint16Array), dims };
  return { data: Float32Array.from(data as Float64Array, Number), dims };
}
