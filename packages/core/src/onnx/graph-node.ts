import { editMessage, type Field, fieldOf, fieldsOf, lengthField, numberField, numbersOf, textOf } from './message.js';

/** Numbers of the fields of ModelProto, GraphProto and NodeProto in onnx.proto3. */
export const model = { graph: 7 } as const;
export const graph = { node: 1, initializer: 5, input: 11, output: 12, value: 13 } as const;
const attributes = { name: 1, integer: 3, tensor: 5, graph: 6, integers: 8, graphs: 11 } as const;
const node = { input: 1, output: 2, name: 3, type: 4, attribute: 5, domain: 7, metadata: 9 } as const;

/** An operation of a graph. */
export interface GraphNode {
  readonly type: string;
  /** Of the operator; empty for ONNX's own. */
  readonly domain: string;
  /** Names of tensors; one that is left out is empty. */
  readonly inputs: readonly string[];
  /** Names that the graphs inside it (the branches of an If, the body of a Loop) read, of its own tensors or of their own. */
  readonly innerInputs: readonly string[];
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
    innerInputs: fields.flatMap(({ number, content }) => (number === node.attribute ? readInside(content) : [])),
    outputs: texts(node.output),
    content,
  };
}

/** AttributeProto 6 graph, 11 graphs: what their operations read and their outputs name. */
function readInside(attribute: Uint8Array): string[] {
  return fieldsOf(attribute).flatMap(({ number, content }) =>
    number === attributes.graph || number === attributes.graphs
      ? [
          ...nodesOf(content).flatMap(({ inputs, innerInputs }) => [...inputs, ...innerInputs]),
          ...fieldsOf(content).flatMap((field) =>
            field.number === graph.output ? [textOf(fieldsOf(field.content)[0])] : [],
          ),
        ]
      : [],
  );
}

export const nameOf = ({ content }: GraphNode): string => textOf(fieldOf(content, node.name));

/** The modules that an operation came of, outermost first, where torch.export noted them (a Python list of texts). */
export function pathsOf({ content }: GraphNode): string[] {
  for (const field of fieldsOf(content)) {
    if (field.number !== node.metadata) continue;
    if (textOf(fieldOf(field.content, 1)) !== 'pkg.torch.onnx.name_scopes') continue;
    return [...textOf(fieldOf(field.content, 2)).matchAll(/'([^']*)'/g)].map(([, path]) => path!);
  }
  return [];
}

/** An operation's attribute of a name: its AttributeProto. */
function attributeOf({ content }: GraphNode, name: string): Uint8Array | undefined {
  return fieldsOf(content).find(
    (field) => field.number === node.attribute && textOf(fieldOf(field.content, attributes.name)) === name,
  )?.content;
}

/** The tensor that is an operation's attribute: its TensorProto. */
export function tensorOf(operation: GraphNode, name: string): Uint8Array | undefined {
  const attribute = attributeOf(operation, name);
  return attribute && fieldOf(attribute, attributes.tensor)?.content;
}

/** The same operation on other tensors, without a name of its own: a whole field of a graph. */
export function onOtherTensors({ content }: GraphNode, nameOf: (tensor: string) => string): Uint8Array {
  const rename = (field: Field) => [lengthField(field.number, nameOf(textOf(field)))];
  const edits = { [node.input]: rename, [node.output]: rename, [node.name]: () => [] };
  return lengthField(graph.node, editMessage(content, edits));
}

/** An operation, of ONNX's own where no field among its attributes says otherwise: a whole field of a graph. */
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

/** A whole number among an operation's attributes; those below 0 down to −128. */
export function integerOf(operation: GraphNode, name: string): number | undefined {
  const attribute = attributeOf(operation, name);
  if (attribute === undefined) return undefined;
  const field = fieldOf(attribute, attributes.integer);
  if (field === undefined) return 0; // a value of 0 may be left out
  const [, first = 0] = field.whole;
  return field.whole.length > 10 ? (first & 127) - 128 : field.value;
}

/** A float32 among an operation's attributes: AttributeProto 2 f. */
export function floatOf(operation: GraphNode, name: string): number | undefined {
  const attribute = attributeOf(operation, name);
  const field = attribute && fieldOf(attribute, 2);
  return field && new DataView(field.whole.buffer, field.whole.byteOffset + 1).getFloat32(0, true);
}

/** An operation's attribute that is a list of whole numbers, of which none is below 0; empty where it has none. */
export function integersOf(operation: GraphNode, name: string): number[] {
  const attribute = attributeOf(operation, name);
  return attribute ? numbersOf(fieldsOf(attribute), attributes.integers) : [];
}

/** That an operation is of other operators than ONNX's own: a whole field, among its attributes. */
export const domainField = (domain: string): Uint8Array => lengthField(node.domain, domain);

/** The same operation with other tensors in some places: a whole field of a graph. */
export function withInputs({ content }: GraphNode, names: Readonly<Record<number, string>>): Uint8Array {
  let place = -1;
  const replace = () => {
    const name = names[++place];
    return name === undefined ? undefined : [lengthField(node.input, name)];
  };
  return lengthField(graph.node, editMessage(content, { [node.input]: replace }));
}

/** An input of a graph, its element type by the number of onnx.proto3 and its dimensions by name: a whole field. */
export function newInput(name: string, type: number, dims: readonly string[]): Uint8Array {
  const shape = dims.map((dim) => lengthField(1, [lengthField(2, dim)]));
  const tensor = lengthField(1, [numberField(1, type), lengthField(2, shape)]);
  return lengthField(graph.input, [lengthField(1, name), lengthField(2, [tensor])]);
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

/** An operation (its NodeProto) that reads another tensor at one of its places. */
export function withInput(content: Uint8Array, place: number, name: string): Uint8Array {
  let at = 0;
  return editMessage(content, {
    [node.input]: () => (at++ === place ? [lengthField(node.input, name)] : undefined),
  });
}
