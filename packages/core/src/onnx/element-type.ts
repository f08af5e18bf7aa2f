import type { ElementType } from '../backend/network-tensor.js';

const elementTypes: Readonly<Record<number, ElementType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
};

/** Types that neither processors nor browsers compute with, by their numbers in onnx.proto3. */
const foreign: Readonly<Record<number, string>> = {
  16: 'bfloat16',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  23: 'float4e2m1',
};

/** A graph has tensors of a type that cannot be computed with here. */
export class ElementTypeError extends RangeError {}

/** @throws ElementTypeError for a type that JavaScript cannot hold. */
export function elementType(what: string, number: number): ElementType {
  const type = elementTypes[number];
  if (type !== undefined) return type;
  throw new ElementTypeError(
    `"${what}" is of ${foreign[number] ?? `element type ${number}`}, which cannot be used here`,
  );
}

/** @throws ElementTypeError for weights of a type that nothing here computes with. */
export function checkWeightType(what: string, number: number): void {
  if (number in foreign) elementType(what, number);
}
