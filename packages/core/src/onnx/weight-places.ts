import { type GraphNode, graph, integerOf, nameOf, nodesOf, pathsOf } from './graph-node.js';
import { type Field, fieldsOf, numbersOf, textOf } from './message.js';
import { type Makers, makersOf } from './trace.js';

/** Where a graph has the weight of one of its model's layers. */
export interface WeightPlace {
  /** A matrix or kernel, or what is multiplied with or added to each of a layer's outputs by itself. */
  readonly kind: 'matrix' | 'gain' | 'bias';
  /** The layer, as the model's own code calls it: `mid_block.attentions.0.proj_in`. */
  readonly path: string;
  /** The operation that multiplies by it, by its place among the graph's nodes, and which of its inputs it is. */
  readonly node: number;
  readonly input: number;
  /** The tensor that this operation reads. */
  readonly tensor: string;
  /** Its shape; a matrix's in PyTorch's order: outputs, inputs, and a convolution's height and width. */
  readonly dims: readonly number[];
  /** Whether it lies the other way round, inputs first. */
  readonly transposed: boolean;
  /** Of several weights side by side in one: which of them, and of how many. */
  readonly part?: { readonly index: number; readonly of: number } | undefined;
  /** Why nothing can be added to it: the operation, or operator set, that reads its stored form. */
  readonly quantised?: string | undefined;
  readonly float16: boolean;
}

/** TensorProto's dims, data_type and name; AttributeProto's integer. */
const tensors = { dims: 1, type: 2, name: 8 } as const;
const float16 = 10;

interface Stored {
  readonly dims: readonly number[];
  readonly type: number;
}

/**
 * The layers of a network that multiply by a matrix or a kernel, and where the weight of each is. A layer is known by the
 * path that its exporter kept: in the names of nodes (TorchScript), in their metadata (`pkg.torch.onnx.name_scopes`,
 * torch.export), in the weight's own name, or, where attention was fused, in the name of what it is given.
 *
 * @param content a GraphProto.
 */
export function weightPlaces(content: Uint8Array): WeightPlace[] {
  const nodes = nodesOf(content);
  const makers = makersOf(nodes);
  const stored = new Map(
    fieldsOf(content).flatMap((field) => (field.number === graph.initializer ? [storedTensor(field)] : [])),
  );
  return nodes.flatMap((node, index) =>
    (reads[node.type] ?? []).flatMap(([input, kind]): WeightPlace[] => {
      const tensor = node.inputs[input];
      const weight = tensor && traceWeight(tensor, makers, stored);
      if (!weight || (kind !== 'matrix' && !isVector(weight.dims))) return [];
      const { float16, quantised = packed[node.type] ?? packed[node.domain], name } = weight;
      const order = kind === 'matrix' ? inPyTorchOrder(node, weight.dims) : { dims: weight.dims, transposed: false };
      const place = { kind, node: index, input, tensor, ...order, float16, quantised };
      if (node.type === 'Attention') return partsOf(place, node);
      const path = layerPath(node, name);
      return path === undefined ? [] : [{ ...place, path }];
    }),
  );
}

const isVector = (dims: readonly number[]) => dims.filter((side) => side > 1).length === 1;

/** Which inputs of an operation are weights, of which kind. */
const reads: Readonly<Record<string, readonly (readonly [input: number, kind: WeightPlace['kind']])[]>> = {
  ...Object.fromEntries(
    ['Gemm', 'FusedGemm', 'Conv', 'FusedConv', 'NhwcConv'].map((type) => [
      type,
      [
        [1, 'matrix'],
        [2, 'bias'],
      ],
    ]),
  ),
  ...Object.fromEntries(
    ['MatMul', 'FusedMatMul', 'Attention', 'MatMulNBits', 'MatMulInteger', 'ConvInteger'].map((type) => [
      type,
      [[1, 'matrix']],
    ]),
  ),
  LayerNormalization: [
    [1, 'gain'],
    [2, 'bias'],
  ],
  SkipLayerNormalization: [
    [2, 'gain'],
    [3, 'bias'],
    [4, 'bias'],
  ],
  Mul: [
    [0, 'gain'],
    [1, 'gain'],
  ],
  Add: [
    [0, 'bias'],
    [1, 'bias'],
  ],
  BiasGelu: [[1, 'bias']],
};

/** Operations whose weights are stored in less than 16 bits, and operator sets whose weights lie in blocks for one kind of processor. */
const packed: Readonly<Record<string, string>> = {
  MatMulNBits: 'MatMulNBits',
  MatMulInteger: 'MatMulInteger',
  ConvInteger: 'ConvInteger',
  'com.microsoft.nchwc': 'com.microsoft.nchwc',
};

function storedTensor({ content }: Field): readonly [string, Stored] {
  const fields = fieldsOf(content);
  const type = fields.find(({ number }) => number === tensors.type)?.value ?? 0;
  const name = textOf(fields.find(({ number }) => number === tensors.name));
  return [name, { dims: numbersOf(fields, tensors.dims), type }];
}

interface Weight extends Omit<Stored, 'type'> {
  readonly name: string;
  readonly float16: boolean;
  readonly quantised?: string | undefined;
}

/** What a tensor comes from, if from nothing but a stored one. */
function traceWeight(tensor: string, makers: Makers, stored: ReadonlyMap<string, Stored>): Weight | undefined {
  const found = stored.get(tensor);
  if (found) return { name: tensor, dims: found.dims, float16: found.type === float16 };
  const node = makers.get(tensor);
  if (node === undefined || !['Cast', 'Identity', 'Transpose', 'DequantizeLinear'].includes(node.type))
    return undefined;
  const from = traceWeight(node.inputs[0]!, makers, stored);
  if (from === undefined) return undefined;
  switch (node.type) {
    case 'Cast':
      return { ...from, float16: integerOf(node, 'to') === float16 };
    case 'Transpose':
      return { ...from, dims: from.dims.length === 2 ? [...from.dims].reverse() : [] };
    case 'DequantizeLinear':
      return { ...from, quantised: node.type };
    default:
      return from;
  }
}

/** The shape of a weight as PyTorch has it, from the shape in which an operation reads it. */
function inPyTorchOrder(node: GraphNode, dims: readonly number[]) {
  const transposed = !/Conv$/.test(node.type) && integerOf(node, 'transB') !== 1;
  return { dims: transposed ? [...dims].reverse() : dims, transposed };
}

/** Attention with one weight for query, key and value, one behind the other. */
function partsOf(place: Omit<WeightPlace, 'path'>, { inputs }: GraphNode): WeightPlace[] {
  const [outputs = 0, ...rest] = place.dims;
  const given = segmentsOf(inputs[0]!);
  const norm = given.at(-2) ?? '';
  const around = given.slice(0, -2);
  const names = /^norm/.test(norm)
    ? ['to_q', 'to_k', 'to_v'].map((name) => [norm.replace('norm', 'attn'), name])
    : ['q_proj', 'k_proj', 'v_proj'].map((name) => ['self_attn', name]);
  return names.map((name, index) => ({
    ...place,
    path: [...around, ...name].join('.'),
    dims: [outputs / 3, ...rest],
    part: { index, of: 3 },
  }));
}

/** The layer that an operation belongs to. */
function layerPath(node: GraphNode, weight: string): string | undefined {
  const own = /^(.+)\.(?:weight|bias)$/.exec(weight)?.[1];
  if (/^(Skip|Bias)/.test(node.type)) return own; // several layers in one operation
  const scope = pathsOf(node).at(-2);
  if (scope) return scope;
  const segments = segmentsOf(nameOf(node));
  const operation = segments.findIndex((segment) => /^(MatMul|Gemm|Conv|Mul|Add|LayerNorm)/.test(segment));
  // Not the weight's name first: equal weights of two layers may have been made one.
  return operation > 0 ? segments.slice(0, operation).join('.') : own;
}

/** `/ff/net/net.0/proj/MatMul`: a list's entry repeats the list's name. */
function segmentsOf(name: string): string[] {
  const segments = name.split('/').filter((segment) => segment !== '');
  return segments.filter((segment, index) => !segments[index + 1]?.startsWith(`${segment}.`));
}
