// Writes small ONNX graphs, for benchmarks that need networks of a given shape.

import type { Feeds } from '@overpaint/core';

// ONNX is protobuf: a field is its number and kind, then a varint or a length with bytes. onnx.proto names the numbers.
const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
export const int = (field: number, value: number) => Buffer.from([...varint(field * 8), ...varint(value)]);
const bytes = (field: number, value: Uint8Array) =>
  Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(value.length)]), value]);
export const text = (field: number, value: string) => bytes(field, Buffer.from(value));
export const message = (field: number, ...parts: Uint8Array[]) => bytes(field, Buffer.concat(parts));

export const FLOAT = 1;
export const INT64 = 7;
export const FLOAT16 = 10;

/** ValueInfoProto: a name, an element type and dimensions, symbolic where they are text. */
export const value = (field: number, name: string, type: number, dims: readonly (number | string)[]) => {
  const shape = dims.map((dim) => message(1, typeof dim === 'number' ? int(1, dim) : text(2, dim)));
  return message(field, text(1, name), message(2, message(1, int(1, type), message(2, ...shape))));
};

/** AttributeProto with whole numbers: 7 is INTS, 2 is INT. */
export const ints = (name: string, values: readonly number[]) =>
  message(5, text(1, name), ...values.map((one) => int(8, one)), int(20, 7));

export const node = (type: string, inputs: readonly string[], output: string, ...attributes: Uint8Array[]) =>
  message(1, ...inputs.map((name) => text(1, name)), text(2, output), text(4, type), ...attributes);

/** TensorProto with raw data: numbers as float32, bits as float16. */
export function constant(name: string, dims: readonly number[], data: Float32Array | Uint16Array | BigInt64Array) {
  const type = data instanceof Float32Array ? FLOAT : data instanceof Uint16Array ? FLOAT16 : INT64;
  return message(
    5,
    ...dims.map((dim) => int(1, dim)),
    int(2, type),
    text(8, name),
    bytes(9, new Uint8Array(data.buffer)),
  );
}

/** A fixed wave, small enough that no layer grows; `fan` is how many numbers each one of the output adds up. */
export function wave(dims: readonly number[], fan: number): Float32Array {
  const size = dims.reduce((product, dim) => product * dim, 1);
  return Float32Array.from({ length: size }, (_, index) => Math.sin(index * 12.9898) / Math.sqrt(fan));
}

/** Weights of a convolution. */
export function weights(name: string, dims: readonly number[]): Uint8Array {
  const fan = dims.slice(1).reduce((product, dim) => product * dim, 1);
  return constant(name, dims, wave(dims, fan));
}

/** ModelProto: IR 8, opset 17. */
export const model = (...graph: Uint8Array[]) =>
  Buffer.concat([int(1, 8), message(7, text(2, 'sized'), ...graph), message(8, int(2, 17))]);

/** A graph that takes and gives tensors of these types and sizes, and computes nothing. */
export function emptyGraph(inputs: Feeds, outputs: Feeds): Uint8Array {
  const types = { float32: FLOAT, int64: INT64 } as Readonly<Record<string, number>>;
  const ends = (field: number, tensors: Feeds) =>
    Object.entries(tensors).map(([name, { type, dims }]) => value(field, name, types[type]!, dims));
  return model(
    ...Object.keys(outputs).map((name) => node('ConstantOfShape', [`${name}_dims`], name)),
    ...Object.entries(outputs).map(([name, { dims }]) =>
      constant(`${name}_dims`, [dims.length], BigInt64Array.from(dims, BigInt)),
    ),
    ...ends(11, inputs),
    ...ends(12, outputs),
  );
}
