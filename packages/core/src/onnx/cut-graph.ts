import { type DataPlace, externalData } from './external-data.js';
import { type GraphNode, graph, nodesOf } from './graph-node.js';
import { editMessage, fieldOf, join, lengthField, numberField, textOf } from './message.js';
import { ancestryOf, makersOf } from './trace.js';

/** A tensor that becomes an input or an output of a graph. */
export interface GraphEnd {
  readonly name: string;
  /** ONNX's number of its element type. */
  readonly type: number;
  readonly rank: number;
}

/** A tensor that lies in a file beside a graph. */
export interface StoredTensor extends DataPlace {
  readonly name: string;
  /** ONNX's number of its element type. */
  readonly type: number;
  readonly dims: readonly number[];
}

export interface Cut {
  /** Tensors that are given in place of being worked out: nothing that only they come from is left. */
  readonly given?: readonly GraphEnd[];
  /** Tensors that lie beside the graph in place of being worked out. */
  readonly stored?: readonly StoredTensor[];
  /** Tensors that are put out, beside the graph's own outputs or instead of them. Without a type they have the one that they come to. */
  readonly taken?: readonly (GraphEnd | Pick<GraphEnd, 'name'>)[];
  readonly keepsOutputs?: boolean;
  /** Operations that are added before and behind the others: whole fields. They win over those that made the same tensor. */
  readonly first?: readonly Uint8Array[];
  readonly last?: readonly Uint8Array[];
}

/**
 * A part of a network: what its outputs need, beginning at the graph's inputs or at tensors given in their place. Operations,
 * weights, inputs and descriptions of tensors that nothing reads any more are left out, so that they are not loaded.
 *
 * @param content a GraphProto.
 */
export function cutGraph(
  content: Uint8Array,
  { given = [], stored = [], taken = [], keepsOutputs = true, first = [], last = [] }: Cut,
): Uint8Array {
  const [before, own, behind] = [join(first), content, join(last)].map(nodesOf);
  const stops = [...given, ...stored].map(({ name }) => name);
  const ends = [...(keepsOutputs ? outputsOf(content) : []), ...taken.map(({ name }) => name)];
  const { nodes: needed, tensors } = ancestryOf(ends, makersOf([...own!, ...before!, ...behind!]), stops);
  const made = new Set([...needed].flatMap(({ outputs }) => outputs));
  const isRead = (content: Uint8Array, name: number) => tensors.has(textOf(fieldOf(content, name)));
  const neededOf = (nodes: readonly GraphNode[]) =>
    nodes.flatMap((node) => (needed.has(node) ? [lengthField(graph.node, node.content)] : []));
  const inside = editMessage(content, {
    [graph.node]: () => [],
    [graph.initializer]: ({ content }) => (isRead(content, initializerName) ? undefined : []),
    [graph.input]: ({ content }) => (isRead(content, 1) ? undefined : []),
    [graph.output]: () => (keepsOutputs ? undefined : []),
    [graph.value]: ({ content }) => (made.has(textOf(fieldOf(content, 1))) ? undefined : []),
  });
  return join([
    ...[before!, own!, behind!].flatMap(neededOf),
    inside,
    ...stored.map((tensor) => lengthField(graph.initializer, describeStored(tensor))),
    ...given.map((end) => lengthField(graph.input, describe(end))),
    ...taken.map((end) => lengthField(graph.output, describe(end))),
  ]);
}

/** TensorProto's name. */
const initializerName = 8;

/** Names of a graph's outputs. */
export const outputsOf = (content: Uint8Array): string[] => namesOf(content, graph.output);

/** Names of a graph's inputs, weights that old exporters list there included. */
export const inputsOf = (content: Uint8Array): string[] => namesOf(content, graph.input);

function namesOf(content: Uint8Array, number: number): string[] {
  const names: string[] = [];
  editMessage(content, {
    [number]: (field) => {
      names.push(textOf(fieldOf(field.content, 1)));
      return undefined;
    },
  });
  return names;
}

/** ValueInfoProto: its sizes are its own, whatever the graph calls others. */
function describe(end: GraphEnd | Pick<GraphEnd, 'name'>): Uint8Array[] {
  const { name } = end;
  if (!('type' in end)) return [lengthField(1, name)];
  const { type, rank } = end;
  const dims = Array.from({ length: rank }, (_, axis) => lengthField(1, [lengthField(2, `${name} ${axis}`)]));
  const tensor = [numberField(1, type), lengthField(2, dims)];
  return [lengthField(1, name), lengthField(2, [lengthField(1, tensor)])];
}

/** TensorProto: 1 dims, 2 data_type. */
const describeStored = ({ name, type, dims, ...place }: StoredTensor): Uint8Array[] => [
  ...dims.map((dim) => numberField(1, dim)),
  numberField(2, type),
  lengthField(initializerName, name),
  ...externalData(place),
];
