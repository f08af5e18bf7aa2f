import type { GraphNode } from './graph-node.js';
import { fieldsOf, numbersOf } from './message.js';
import { storedTensors } from './stored-tensors.js';

/** TensorProto 2 data_type, 7 int64_data, 9 raw_data. */
const tensors = { type: 2, integers: 7, raw: 9 } as const;
/** ONNX's number for int64. */
const int64 = 7;

/** The whole numbers that a graph's operations are given as constants, such as the sizes to reshape to, by the names of tensors. */
export function constantIntegers(
  content: Uint8Array,
  nodes: readonly GraphNode[],
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  for (const [name, tensor] of storedTensors(content, nodes)) {
    const values = valuesOf(tensor);
    if (values) found.set(name, values);
  }
  return found;
}

function valuesOf(tensor: Uint8Array): readonly number[] | undefined {
  const fields = fieldsOf(tensor);
  if (fields.find(({ number }) => number === tensors.type)?.value !== int64) return undefined;
  const raw = fields.find(({ number }) => number === tensors.raw)?.content;
  if (raw === undefined) return numbersOf(fields, tensors.integers);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: Math.floor(raw.length / 8) }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}
