import { graph } from './graph-node.js';
import { type Field, fieldOf, fieldsOf, textOf } from './message.js';
import type { Makers } from './trace.js';

/** TensorProto 2 data_type, 8 name; ValueInfoProto 1 name, 2 type; TypeProto 1 tensor, of which 1 the element type. */
const tensors = { type: 2, name: 8 } as const;
/** NodeProto 5 attribute; AttributeProto 1 name, 3 integer, 5 tensor. */
const attributes = { field: 5, name: 1, integer: 3, tensor: 5 } as const;

/** The number that ONNX has for float32. */
const float32 = 1;

/**
 * The element type of a tensor that operations of arithmetic make: that of what is cast, declared or stored at the beginning
 * of the way that leads to it through the first of each operation's inputs.
 */
export function tensorType(name: string, content: Uint8Array, makers: Makers): number {
  const declared = declaredTypes(content);
  const seen = new Set<string>();
  let at = name;
  while (!seen.has(at)) {
    seen.add(at);
    const type = declared.get(at);
    if (type !== undefined) return type;
    const maker = makers.get(at);
    if (maker === undefined) break;
    const named = attributeOf(maker.content, maker.type === 'Cast' ? 'to' : 'value');
    if (maker.type === 'Cast' && named) return fieldOf(named, attributes.integer)?.value ?? float32;
    if (maker.type.startsWith('Constant')) {
      const tensor = named && fieldOf(named, attributes.tensor);
      return (tensor && fieldOf(tensor.content, tensors.type)?.value) ?? float32;
    }
    at = maker.inputs[0] ?? '';
  }
  return float32;
}

function declaredTypes(content: Uint8Array): ReadonlyMap<string, number> {
  const types = new Map<string, number>();
  for (const field of fieldsOf(content)) {
    const [name, type] = declaration(field);
    if (name !== '' && type !== undefined) types.set(name, type);
  }
  return types;
}

function declaration({ number, content }: Field): readonly [string, number | undefined] {
  if (number === graph.initializer)
    return [textOf(fieldOf(content, tensors.name)), fieldOf(content, tensors.type)?.value];
  if (number !== graph.input && number !== graph.output && number !== graph.value) return ['', undefined];
  const tensor = fieldOf(fieldOf(content, 2)?.content ?? new Uint8Array(), 1)?.content;
  return [textOf(fieldOf(content, 1)), tensor && fieldOf(tensor, 1)?.value];
}

function attributeOf(node: Uint8Array, name: string): Uint8Array | undefined {
  return fieldsOf(node).find(
    ({ number, content }) => number === attributes.field && textOf(fieldOf(content, attributes.name)) === name,
  )?.content;
}
