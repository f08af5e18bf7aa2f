import { graph, integerOf, tensorOf } from './graph-node.js';
import { type Field, fieldOf, fieldsOf, textOf } from './message.js';
import type { Makers } from './trace.js';

/** TensorProto 2 data_type, 8 name; ValueInfoProto 1 name, 2 type; TypeProto 1 tensor, of which 1 the element type. */
const tensors = { type: 2, name: 8 } as const;

/** The number that ONNX has for float32. */
export const float32 = 1;

/**
 * The element types of tensors that operations of arithmetic make: of each, that of what is cast, declared or stored at the
 * beginning of the way that leads to it through the first of each operation's inputs.
 *
 * @param content a GraphProto, which is read once for however many tensors.
 */
export function tensorTypes(content: Uint8Array, makers: Makers): (name: string) => number {
  const declared = declaredTypes(content);
  return (name) => {
    const seen = new Set<string>();
    let at = name;
    while (!seen.has(at)) {
      seen.add(at);
      const type = declared.get(at);
      if (type !== undefined) return type;
      const maker = makers.get(at);
      if (maker === undefined) break;
      const to = maker.type === 'Cast' ? integerOf(maker, 'to') : undefined;
      if (to !== undefined) return to || float32;
      if (maker.type.startsWith('Constant')) {
        const tensor = tensorOf(maker, 'value');
        return (tensor && fieldOf(tensor, tensors.type)?.value) ?? float32;
      }
      at = maker.inputs[0] ?? '';
    }
    return float32;
  };
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
