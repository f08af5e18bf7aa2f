import { editMessage, type Field, fieldsOf, lengthField, textOf } from './message.js';

/** Numbers of the fields of ModelProto, GraphProto and NodeProto in onnx.proto3. */
export const model = { graph: 7 } as const;
export const graph = { node: 1, initializer: 5, input: 11, output: 12 } as const;
const node = { input: 1, output: 2, name: 3, type: 4, attribute: 5, domain: 7 } as const;

/** An operation of a graph. */
export interface GraphNode {
  readonly type: string;
  /** Of the operator; empty for ONNX's own. */
  readonly domain: string;
  /** Names of tensors; one that is left out is empty. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The NodeProto itself. */
  readonly content: Uint8Array;
}

/** The operations of a graph, each behind those that it needs: the standard asks for this order. */
export function nodesOf(content: Uint8Array): GraphNode[] {
  return fieldsOf(content).flatMap((field) => (field.number === graph.node ? [nodeOf(field.content)] : []));
}

function nodeOf(content: Uint8Array): GraphNode {
  const fields = fieldsOf(content);
  const texts = (number: number) => fields.filter((field) => field.number === number).map(textOf);
  return {
    type: texts(node.type)[0] ?? '',
    domain: texts(node.domain)[0] ?? '',
    inputs: texts(node.input),
    outputs: texts(node.output),
    content,
  };
}

/** The same operation on other tensors, without a name of its own: a whole field of a graph. */
export function onOtherTensors({ content }: GraphNode, nameOf: (tensor: string) => string): Uint8Array {
  const rename = (field: Field) => [lengthField(field.number, nameOf(textOf(field)))];
  const edits = { [node.input]: rename, [node.output]: rename, [node.name]: () => [] };
  return lengthField(graph.node, editMessage(content, edits));
}

/** An operation of ONNX's own: a whole field of a graph. */
export function newNode(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Uint8Array[] = [],
): Uint8Array {
  return lengthField(graph.node, [
    ...inputs.map((name) => lengthField(node.input, name)),
    lengthField(node.output, output),
    lengthField(node.name, output),
    lengthField(node.type, type),
    ...attributes,
  ]);
}

/** Whole fields of an operation's attributes, by their names. */
export function attributesOf({ content }: GraphNode, names: readonly string[]): Uint8Array[] {
  return fieldsOf(content).flatMap(({ number, content, whole }) =>
    number === node.attribute && names.includes(textOf(fieldsOf(content).find((field) => field.number === 1)))
      ? [whole]
      : [],
  );
}

/** An operation that puts out one tensor more, at a place behind those that it names. */
export function withOutput({ content, outputs }: GraphNode, place: number, name: string): Uint8Array {
  const between = Array.from({ length: place - outputs.length }, () => '');
  const added = [...between, name].map((one) => lengthField(node.output, one));
  let last = outputs.length;
  return editMessage(content, {
    [node.output]: ({ whole }) => (--last === 0 ? [whole, ...added] : [whole]),
  });
}
