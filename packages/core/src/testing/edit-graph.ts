// Changes to ONNX graphs as other exporters make them, on the bytes of the protobuf (onnx.proto3's field numbers), for tests.

interface Field {
  readonly no: number;
  /** Of a varint. */
  readonly value: number;
  /** Of a length-delimited field. */
  readonly body: Buffer;
  /** The field as it lies in the message. */
  readonly raw: Buffer;
}

const graphFields = { node: 1, initializer: 5, input: 11, output: 12 };
const float32 = 1;
const int64 = 7;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

const number = (no: number, value: number) => Buffer.concat([varint(no << 3), varint(value)]);

function bytes(no: number, content: string | Buffer | readonly Buffer[]): Buffer {
  const body =
    typeof content === 'string' ? Buffer.from(content) : Buffer.concat(Array.isArray(content) ? content : [content]);
  return Buffer.concat([varint((no << 3) | 2), varint(body.length), body]);
}

function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const readVarint = () => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = message[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
    }
  };
  while (at < message.length) {
    const start = at;
    const key = readVarint();
    const wire = key & 7;
    const value = wire === 0 || wire === 2 ? readVarint() : 0;
    const from = at;
    if (wire !== 0) at += wire === 2 ? value : wire === 1 ? 8 : 4;
    fields.push({ no: key >> 3, value, body: message.subarray(from, at), raw: message.subarray(start, at) });
  }
  return fields;
}

const field = (raw: Buffer): Field => fieldsOf(raw)[0]!;
const join = (fields: readonly Field[]): Buffer => Buffer.concat(fields.map(({ raw }) => raw));
const nameOf = (info: Field): string => String(fieldsOf(info.body).find(({ no }) => no === 1)?.body);

function inGraph(model: Buffer, change: (graph: readonly Field[]) => readonly Field[]): Buffer {
  const fields = fieldsOf(model).map((top) => (top.no === 7 ? field(bytes(7, join(change(fieldsOf(top.body))))) : top));
  return join(fields);
}

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number>> = {},
) {
  const integer = 2;
  return field(
    bytes(graphFields.node, [
      ...inputs.map((name) => bytes(1, name)),
      bytes(2, output),
      bytes(4, operator),
      ...Object.entries(attributes).map(([name, value]) =>
        bytes(5, [bytes(1, name), number(3, value), number(20, integer)]),
      ),
    ]),
  );
}

function valueInfo(no: number, name: string, type: number, dims: readonly (string | number)[]): Field {
  const shape = bytes(
    2,
    dims.map((dim) => bytes(1, typeof dim === 'number' ? number(1, dim) : bytes(2, dim))),
  );
  return field(bytes(no, [bytes(1, name), bytes(2, bytes(1, [number(1, type), shape]))]));
}

function int64Constant(name: string, dims: readonly number[], values: readonly number[]): Field {
  const data = Buffer.from(BigInt64Array.from(values, BigInt).buffer);
  return field(
    bytes(graphFields.initializer, [
      ...dims.map((dim) => number(1, dim)),
      number(2, int64),
      bytes(8, name),
      bytes(9, data),
    ]),
  );
}

/** A tensor's place in a file beside the graph. */
function external(location: string, offset: number, length: number): Buffer[] {
  const entries = Object.entries({ location, offset, length });
  return [...entries.map(([key, value]) => bytes(13, [bytes(1, key), bytes(2, String(value))])), number(14, 1)];
}

/** What nodes read or write as `from`, they read or write as `to`. */
const renamed = (graph: readonly Field[], from: string, to: string): Field[] =>
  graph.map((one) => {
    if (one.no !== graphFields.node) return one;
    const parts = fieldsOf(one.body).map((part) =>
      (part.no === 1 || part.no === 2) && String(part.body) === from ? bytes(part.no, to) : part.raw,
    );
    return field(bytes(graphFields.node, parts));
  });

/**
 * A text encoder with a further input that its answer depends on: it is multiplied by `attention_mask`, and what of
 * `position_ids` differs from 0, 1, 2 … is added to it.
 */
export const withTextInput = (model: Buffer, name: string, type = int64): Buffer =>
  inGraph(model, (graph) => {
    const [state, inner, axis] = ['last_hidden_state', `last_hidden_state without ${name}`, `axis of ${name}`];
    const [whole, off, float, column] = ['whole', 'off', 'float', 'column'].map((what) => `${name}, ${what}`) as [
      string,
      string,
      string,
      string,
    ];
    const positions = name === 'position_ids';
    const counted = `${name} expected`;
    return [
      ...renamed(graph, state, inner),
      ...(positions ? [node('Cast', [name], whole, { to: int64 }), node('Sub', [whole, counted], off)] : []),
      node('Cast', [positions ? off : name], float, { to: float32 }),
      node('Unsqueeze', [float, axis], column),
      node(positions ? 'Add' : 'Mul', [inner, column], state),
      int64Constant(axis, [1], [-1]),
      ...(positions
        ? [
            int64Constant(
              counted,
              [1, 77],
              Array.from({ length: 77 }, (_, index) => index),
            ),
          ]
        : []),
      valueInfo(graphFields.input, name, type, ['batch_size', 'sequence_length']),
    ];
  });

/**
 * A text encoder with outputs before its hidden states: those it has move there, new ones called `hidden_states…` are the
 * hidden states negated, any other the vector of the first token.
 */
export const withOutputsFirst = (model: Buffer, names: readonly string[]): Buffer =>
  inGraph(model, (graph) => {
    const outputs = graph.filter(({ no }) => no === graphFields.output);
    const made = names.map((name) => {
      const known = outputs.find((output) => nameOf(output) === name);
      if (known) return { output: known, nodes: [] };
      const layer = name.startsWith('hidden_states');
      const dims = layer ? ['batch_size', 'sequence_length', 'width'] : ['batch_size', 'width'];
      const source = 'last_hidden_state';
      const maker = layer ? node('Neg', [source], name) : node('Gather', [source, 'first token'], name, { axis: 1 });
      return { output: valueInfo(graphFields.output, name, float32, dims), nodes: [maker] };
    });
    const first = made.map(({ output }) => output);
    return [
      ...graph.filter(({ no }) => no !== graphFields.output),
      ...made.flatMap(({ nodes }) => nodes),
      int64Constant('first token', [], [0]),
      ...first,
      ...outputs.filter((output) => !first.includes(output)),
    ];
  });

/** How another exporter has an input. What is left out stays as it is. */
export interface InputChange {
  readonly name?: string;
  /** Element type, by ONNX's number. */
  readonly type?: number;
  readonly dims?: readonly (string | number)[];
  /** The shape in which the graph goes on to use it, where `dims` are of another rank. */
  readonly used?: readonly number[];
}

/** A graph with an input that another exporter would name, type or shape otherwise. */
export const withInput = (model: Buffer, input: string, { name = input, type, dims, used }: InputChange): Buffer =>
  inGraph(model, (graph) => {
    const known = graph.find((one) => one.no === graphFields.input && nameOf(one) === input)!;
    const tensor = fieldsOf(fieldsOf(fieldsOf(known.body).find(({ no }) => no === 2)!.body)[0]!.body);
    const own = tensor.find(({ no }) => no === 1)!.value;
    const shape = fieldsOf(tensor.find(({ no }) => no === 2)?.body ?? Buffer.alloc(0)).map(({ body }) => {
      const [dim] = fieldsOf(body);
      return dim?.no === 1 ? dim.value : String(dim?.body);
    });
    const [cast, inner, target] = [`${input}, cast`, `${input}, as used`, `${input}, its shape`];
    const rest = graph.filter((one) => one !== known);
    return [
      valueInfo(graphFields.input, name, type ?? own, dims ?? shape),
      node('Cast', [name], used ? cast : inner, { to: own }),
      ...(used ? [int64Constant(target, [used.length], used), node('Reshape', [cast, target], inner)] : []),
      ...renamed(rest, input, inner),
    ];
  });

/** A graph without an input, which is this number from now on. */
export const withoutInput = (model: Buffer, input: string, value: number): Buffer =>
  inGraph(model, (graph) => [
    field(
      bytes(graphFields.initializer, [
        number(1, 1),
        number(2, float32),
        bytes(8, input),
        bytes(9, Buffer.from(Float32Array.of(value).buffer)),
      ]),
    ),
    ...graph.filter((one) => one.no !== graphFields.input || nameOf(one) !== input),
  ]);

/** The weights moved to one file, which the graph names as `location`. */
export function withExternalData(model: Buffer, location: string): { graph: Buffer; data: Buffer } {
  const data: Buffer[] = [];
  let offset = 0;
  const graph = inGraph(model, (fields) =>
    fields.map((one) => {
      if (one.no !== graphFields.initializer) return one;
      const parts = fieldsOf(one.body);
      const weights = parts.find(({ no }) => no === 9)?.body;
      if (weights === undefined || weights.length < 64) return one;
      const rest = parts.filter(({ no }) => no !== 9).map(({ raw }) => raw);
      const moved = field(bytes(graphFields.initializer, [...rest, ...external(location, offset, weights.length)]));
      data.push(weights);
      offset += weights.length;
      return moved;
    }),
  );
  return { graph, data: Buffer.concat(data) };
}

/** A constant that nothing uses, `size` bytes in a file of its own: the network counts as a large one. */
export const withPadding = (model: Buffer, location: string, size: number): Buffer =>
  inGraph(model, (graph) => [
    ...graph,
    field(
      bytes(graphFields.initializer, [
        number(1, size / 4),
        number(2, float32),
        bytes(8, 'padding'),
        ...external(location, 0, size),
      ]),
    ),
  ]);

/** A constant that nothing uses, `size` bytes inside of the graph: the file is a large one. */
export const withLargeConstant = (model: Buffer, size: number): Buffer =>
  inGraph(model, (graph) => {
    const weights = graph.findIndex(({ no }) => no === graphFields.initializer);
    const constant = [number(1, size / 4), number(2, float32), bytes(8, 'unused'), bytes(9, Buffer.alloc(size, 0x2a))];
    return [...graph.slice(0, weights), field(bytes(graphFields.initializer, constant)), ...graph.slice(weights)];
  });

/** The same graph, its largest constant multiplied: other weights of the same size. */
export function withOtherWeights(model: Buffer, factor: number): Buffer {
  const copy = Buffer.from(model);
  const graph = fieldsOf(copy).find(({ no }) => no === 7)!;
  const tensors = fieldsOf(graph.body)
    .filter(({ no }) => no === graphFields.initializer)
    .map(({ body }) => fieldsOf(body));
  const weights = tensors
    .filter((parts) => parts.find(({ no }) => no === 2)?.value === float32)
    .flatMap((parts) => parts.find(({ no }) => no === 9)?.body ?? [])
    .sort((a, b) => b.length - a.length)[0]!;
  for (let at = 0; at + 4 <= weights.length; at += 4) weights.writeFloatLE(weights.readFloatLE(at) * factor, at);
  return copy;
}

const operator = (no: number, domain: string, type: string): Buffer =>
  bytes(no, [bytes(1, 'timestep'), bytes(2, `${domain} ${type}`), bytes(4, type), bytes(7, domain)]);

/** A graph that also uses an operator of another domain, for nothing. */
export const withOperator = (model: Buffer, domain: string, type: string): Buffer =>
  inGraph(model, (graph) => [field(operator(graphFields.node, domain, type)), ...graph]);

/** A model file that defines an operator itself, made of others (`[domain, type]`). */
export const withFunction = (
  model: Buffer,
  domain: string,
  name: string,
  nodes: readonly (readonly [string, string])[] = [],
): Buffer => {
  const body = nodes.map(([domain, type]) => operator(7, domain, type));
  return Buffer.concat([model, bytes(25, [bytes(1, name), ...body, bytes(10, domain)])]);
};
