import { graph, nodesOf } from './graph-node.js';
import { fieldOf, fieldsOf, numbersOf, textOf } from './message.js';

/** TensorProto 2 data_type, 7 int64_data, 8 name, 9 raw_data. */
const tensors = { type: 2, integers: 7, name: 8, raw: 9 } as const;
/** NodeProto 5 attribute; AttributeProto 1 name, 5 tensor. */
const attributes = { field: 5, name: 1, tensor: 5 } as const;
/** ONNX's number for int64. */
const int64 = 7;

/** The whole numbers that a graph's operations are given as constants, such as the sizes to reshape to, by the names of tensors. */
export function constantIntegers(content: Uint8Array): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  const keep = (name: string, tensor: Uint8Array) => {
    const values = integersOf(tensor);
    if (values) found.set(name, values);
  };
  for (const { number, content: tensor } of fieldsOf(content))
    if (number === graph.initializer) keep(textOf(fieldOf(tensor, tensors.name)), tensor);
  for (const { type, outputs, content: node } of nodesOf(content)) {
    if (type !== 'Constant') continue;
    for (const { number, content: attribute } of fieldsOf(node)) {
      if (number !== attributes.field || textOf(fieldOf(attribute, attributes.name)) !== 'value') continue;
      const tensor = fieldOf(attribute, attributes.tensor);
      if (tensor) keep(outputs[0]!, tensor.content);
    }
  }
  return found;
}

function integersOf(tensor: Uint8Array): readonly number[] | undefined {
  const fields = fieldsOf(tensor);
  if (fields.find(({ number }) => number === tensors.type)?.value !== int64) return undefined;
  const raw = fields.find(({ number }) => number === tensors.raw)?.content;
  if (raw === undefined) return numbersOf(fields, tensors.integers);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: Math.floor(raw.length / 8) }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}
