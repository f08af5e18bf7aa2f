import { editMessage, type Field, fieldOf, fieldsOf, lengthField, numberField, textOf } from '../message.js';

const [float32, float16] = [1, 10];

/** Numbers of onnx.proto3's fields. */
const model = { graph: 7, function: 25 } as const;
const graphs = { node: 1, initializer: 5, input: 11, output: 12, value: 13 } as const;
const functions = { node: 7 } as const;
const nodes = { input: 1, output: 2, type: 4, attribute: 5 } as const;
const attributes = { name: 1, integer: 3, tensor: 5, graph: 6, graphs: 11 } as const;
const tensors = { type: 2, name: 8, raw: 9 } as const;

/** Attributes that name the element type of what a node puts out. */
const typeAttributes = new Set(['to', 'dtype', 'output_dtype', 'output_datatype']);

/**
 * A graph that computes in float16, made to compute in float32, its ends included. Processors have no float16 arithmetic
 * that ONNX Runtime would use for all of it: it converts around each operator that lacks it, fuses nothing, and takes others
 * apart. Weights stay float16 where they are and are cast when the graph is opened, which ONNX Runtime does once.
 *
 * @param bytes a ModelProto.
 * @returns nothing where float16 is but stored, and cast before it is used.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function widenFloat16(bytes: Uint8Array): Uint8Array | undefined {
  if (!computesInFloat16(bytes)) return undefined;
  return editMessage(bytes, {
    [model.graph]: ({ content }) => [lengthField(model.graph, widenGraph(content))],
    [model.function]: ({ content }) => [
      lengthField(model.function, editMessage(content, { [functions.node]: widenNode })),
    ],
  });
}

function widenGraph(graph: Uint8Array): Uint8Array {
  const weights = new Set(
    fieldsOf(graph).flatMap(({ number, content }) =>
      number === graphs.initializer && isFloat16(content) && !isRootOfTwo(content)
        ? [textOf(fieldOf(content, tensors.name))]
        : [],
    ),
  );
  let casts = [...weights].map((name) => cast(graphs.node, stored(name), name)); // before whatever reads them
  const type = ({ number, content }: Field) => {
    const name = textOf(fieldOf(content, 1));
    // Old exporters list weights among the inputs.
    if (number === graphs.input && weights.has(name)) {
      return [lengthField(number, editMessage(content, { 1: () => [lengthField(1, stored(name))] }))];
    }
    return [lengthField(number, editMessage(content, { 2: widenType }))];
  };
  return editMessage(graph, {
    [graphs.node](node) {
      const before = casts;
      casts = [];
      return [...before, ...widenNode(node)];
    },
    [graphs.initializer]({ number, content }) {
      if (!isFloat16(content)) return undefined;
      if (isRootOfTwo(content)) return [lengthField(number, rootOfTwo(content))];
      const name = (field: Field) => [lengthField(tensors.name, stored(textOf(field)))];
      return [lengthField(number, editMessage(content, { [tensors.name]: name }))];
    },
    [graphs.input]: type,
    [graphs.output]: type,
    [graphs.value]: type,
  });
}

/** TypeProto: 1 tensor, 4 sequence, 8 sparse tensor, 9 optional; each has what it holds as its first field. */
function widenType({ number, content }: Field): Uint8Array[] {
  const tensor = (field: Field) => [
    lengthField(
      field.number,
      editMessage(field.content, { 1: ({ value }) => (value === float16 ? [numberField(1, float32)] : undefined) }),
    ),
  ];
  const held = (field: Field) => [lengthField(field.number, editMessage(field.content, { 1: widenType }))];
  return [lengthField(number, editMessage(content, { 1: tensor, 4: held, 8: tensor, 9: held }))];
}

function widenNode(node: Field): Uint8Array[] {
  const { number, content } = node;
  const edited = editMessage(content, { [nodes.attribute]: widenAttribute });
  const output = textOf(fieldOf(content, nodes.output));
  if (!holdsFloat16(content)) return [lengthField(number, edited)];
  const renamed = editMessage(edited, { [nodes.output]: () => [lengthField(nodes.output, stored(output))] });
  return [lengthField(number, renamed), cast(number, stored(output), output)];
}

function widenAttribute({ number, content }: Field): Uint8Array[] {
  const named = typeAttributes.has(textOf(fieldOf(content, attributes.name)));
  const inner = (field: Field) => [lengthField(field.number, widenGraph(field.content))];
  const edited = editMessage(content, {
    [attributes.integer]: ({ value }) =>
      named && value === float16 ? [numberField(attributes.integer, float32)] : undefined,
    [attributes.tensor]: (tensor) =>
      isRootOfTwo(tensor.content) ? [lengthField(attributes.tensor, rootOfTwo(tensor.content))] : undefined,
    [attributes.graph]: inner,
    [attributes.graphs]: inner,
  });
  return [lengthField(number, edited)];
}

/** What something in float16 is called, from which its own name is cast. */
const stored = (name: string) => `${name} in float16`;

function cast(number: number, from: string, to: string): Uint8Array {
  const type = [lengthField(1, 'to'), numberField(attributes.integer, float32), numberField(20, 2)];
  return lengthField(number, [
    lengthField(nodes.input, from),
    lengthField(nodes.output, to),
    lengthField(nodes.type, 'Cast'),
    lengthField(nodes.attribute, type),
  ]);
}

const isFloat16 = (tensor: Uint8Array) => fieldOf(tensor, tensors.type)?.value === float16;

/**
 * √2 as float16 has it. It comes of GELU, which ONNX Runtime makes one operator of where it finds the number itself, and
 * takes five passes over the widest tensors otherwise.
 */
function isRootOfTwo(tensor: Uint8Array): boolean {
  const raw = isFloat16(tensor) ? fieldOf(tensor, tensors.raw)?.content : undefined;
  return raw?.length === 2 && raw[0] === 0xa8 && raw[1] === 0x3d;
}

function rootOfTwo(tensor: Uint8Array): Uint8Array {
  return editMessage(tensor, {
    [tensors.type]: () => [numberField(tensors.type, float32)],
    [tensors.raw]: () => [lengthField(tensors.raw, new Uint8Array(Float32Array.of(Math.SQRT2).buffer))],
  });
}

/** Whether a node puts out a tensor that it holds, in float16. */
function holdsFloat16(node: Uint8Array): boolean {
  if (!/^Constant(OfShape)?$/.test(textOf(fieldOf(node, nodes.type)))) return false;
  return fieldsOf(node).some(({ number, content }) => {
    const tensor = number === nodes.attribute ? fieldOf(content, attributes.tensor) : undefined;
    return tensor !== undefined && isFloat16(tensor.content) && !isRootOfTwo(tensor.content);
  });
}

/** Whether any node but a cast reads what is float16 from the start, or was cast to it. */
function computesInFloat16(bytes: Uint8Array): boolean {
  const halves = new Set<string>();
  const readers: Uint8Array[] = [];
  const visitNode = (node: Uint8Array) => {
    const type = textOf(fieldOf(node, nodes.type));
    const outputs = fieldsOf(node).flatMap(({ number, content }) => {
      if (number !== nodes.attribute) return [];
      for (const one of fieldsOf(content)) {
        if (one.number === attributes.graph || one.number === attributes.graphs) visitGraph(one.content);
      }
      return typeAttributes.has(textOf(fieldOf(content, attributes.name)))
        ? [fieldOf(content, attributes.integer)?.value]
        : [];
    });
    if (outputs.includes(float16) || holdsFloat16(node)) halves.add(textOf(fieldOf(node, nodes.output)));
    if (type !== 'Cast') readers.push(node);
  };
  const visitGraph = (graph: Uint8Array) => {
    for (const { number, content } of fieldsOf(graph)) {
      if (number === graphs.node) visitNode(content);
      else if (number === graphs.initializer && isFloat16(content)) halves.add(textOf(fieldOf(content, tensors.name)));
      else if (number === graphs.input && isFloat16Value(content)) halves.add(textOf(fieldOf(content, 1)));
    }
  };
  for (const { number, content } of fieldsOf(bytes)) {
    if (number === model.graph) visitGraph(content);
    if (number === model.function) {
      for (const field of fieldsOf(content)) if (field.number === functions.node) visitNode(field.content);
    }
  }
  return readers.some((node) =>
    fieldsOf(node).some(
      ({ number, content }) => number === nodes.input && halves.has(new TextDecoder().decode(content)),
    ),
  );
}

function isFloat16Value(value: Uint8Array): boolean {
  const type = fieldOf(value, 2)?.content;
  const tensor = type && fieldOf(type, 1)?.content;
  return tensor !== undefined && fieldOf(tensor, 1)?.value === float16;
}
