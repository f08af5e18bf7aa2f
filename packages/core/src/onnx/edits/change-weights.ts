import { attribute, GraphBuilder } from '../graph-builder.js';
import { graph, model, nodesOf, withInput } from '../graph-node.js';
import { editMessage, join, lengthField } from '../message.js';
import type { NewTensor, Term } from '../term.js';
import { type WeightPlace, weightPlaces } from '../weight-places.js';

/** What is added to the weight of a layer, in PyTorch's order: outputs first. */
export interface WeightChange {
  readonly delta: LowRank | Term;
  readonly scale: number;
  /** Lengths that the sum's vectors get (DoRA: Liu et al. 2024, arXiv:2402.09353). */
  readonly magnitude?: Magnitude | undefined;
  /** How much of the way from the old weight to what comes of the above is gone; all of it by default. */
  readonly share?: number | undefined;
}

/** up · down, of [outputs, rank] and [rank, inputs · height · width]. */
export interface LowRank {
  readonly kind: 'low-rank';
  readonly up: NewTensor;
  readonly down: NewTensor;
}

export interface Magnitude {
  readonly lengths: NewTensor;
  /** Whether a vector is what one output, or what one input weighs. */
  readonly per: 'output' | 'input';
}

/** Lengths are divided by no less, as LyCORIS does: float32's epsilon. */
const epsilon = 2 ** -23;

/** What names of tensors begin with that stand between an old weight and the new one. */
const prefix = 'changed weight';

/** A new weight's name: a number, and what names the weight that it is in place of. */
const newWeight = new RegExp(`^${prefix} \\d+: (.+)$`);

/** A new weight in a graph, and what names the weight that it is in place of. */
export interface ChangedWeight {
  readonly name: string;
  readonly id: string;
}

/** The new weights of a graph that {@link changeWeights} has edited, other edits before or after. */
export function changedWeights(content: Uint8Array): ChangedWeight[] {
  const names = nodesOf(content).flatMap(({ outputs }) => outputs);
  return names.flatMap((name) => {
    const id = newWeight.exec(name)?.[1];
    return id === undefined ? [] : [{ name, id }];
  });
}

/** What names a weight among a network's: a layer may have three. */
export const weightId = ({ kind, path }: Pick<WeightPlace, 'kind' | 'path'>): string => `${kind} ${path}`;

/**
 * A network whose weights are changed while it is opened. What changes them is written into the graph as operations on
 * weights alone, which ONNX Runtime carries out once, when it opens the graph, and forgets. So no weight is read here, none
 * is written, and those that do not change stay in the file that they are in.
 *
 * @param bytes a ModelProto without its weights.
 * @param changes by {@link weightId}, applied in their order.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function changeWeights(bytes: Uint8Array, changes: ReadonlyMap<string, readonly WeightChange[]>): Uint8Array {
  return editMessage(bytes, { [model.graph]: ({ content }) => [lengthField(model.graph, change(content, changes))] });
}

function change(content: Uint8Array, changes: ReadonlyMap<string, readonly WeightChange[]>): Uint8Array {
  const nodes = nodesOf(content);
  const build = new GraphBuilder(prefix);
  const before = new Map<number, Uint8Array[]>();
  const rewired = new Map<number, Uint8Array>();
  const asked = weightPlaces(content).filter((place) => changes.has(weightId(place)));
  for (const node of new Set(asked.map(({ node }) => node))) {
    let edited = nodes[node]!.content;
    const places = asked.filter((place) => place.node === node);
    for (const input of new Set(places.map(({ input }) => input))) {
      const own = places.filter((place) => place.input === input);
      const changed = own[0]!.part
        ? changeParts(build, own, changes)
        : changeWeight(build, own[0]!.tensor, own[0]!, changes.get(weightId(own[0]!))!);
      edited = withInput(edited, input, build.named(changed, weightId(own[0]!)));
    }
    before.set(node, build.takeNodes());
    rewired.set(node, edited);
  }
  let at = -1;
  const edited = editMessage(content, {
    [graph.node]({ whole }) {
      at++;
      const node = rewired.get(at);
      return node ? [...before.get(at)!, lengthField(graph.node, node)] : [whole];
    },
  });
  return join([edited, ...build.takeInitializers()]);
}

/** Changes some of the weights that lie side by side in one. */
function changeParts(
  build: GraphBuilder,
  places: readonly WeightPlace[],
  changes: ReadonlyMap<string, readonly WeightChange[]>,
): string {
  const { tensor, dims, part } = places[0]!;
  const width = dims[0]!;
  const parts = Array.from({ length: part!.of }, (_, index) => {
    const slice = build.slice(tensor, 1, index * width, (index + 1) * width);
    const place = places.find(({ part }) => part!.index === index);
    return place ? changeWeight(build, slice, place, changes.get(weightId(place))!) : slice;
  });
  return build.node('Concat', parts, [attribute('axis', 1)]);
}

function changeWeight(
  build: GraphBuilder,
  tensor: string,
  place: WeightPlace,
  changes: readonly WeightChange[],
): string {
  const { transposed, dims, float16 } = place;
  const weight = float16 ? build.cast(tensor, 'float32') : tensor;
  const changed =
    dims.length === 2 && changes.every(isLowRank)
      ? addLowRank(build, weight, transposed, changes)
      : turned(build, addInOrder(build, turned(build, weight, transposed), dims, changes), transposed);
  return float16 ? build.cast(changed, 'float16') : changed;
}

interface LowRankChange extends WeightChange {
  readonly delta: LowRank;
}

const isLowRank = (change: WeightChange): change is LowRankChange =>
  change.delta.kind === 'low-rank' && change.magnitude === undefined;

/** One operation makes the new weight of the old one: nothing as large lies between. */
function addLowRank(
  build: GraphBuilder,
  weight: string,
  transposed: boolean,
  changes: readonly LowRankChange[],
): string {
  const single = changes.length === 1;
  const downs = changes.map(({ delta, scale }) => {
    const down = build.float32(delta.down);
    return single ? down : build.node('Mul', [down, build.scalar(scale)]);
  });
  const ups = changes.map(({ delta }) => build.float32(delta.up));
  const down = single ? downs[0]! : build.node('Concat', downs, [attribute('axis', 0)]);
  const up = single ? ups[0]! : build.node('Concat', ups, [attribute('axis', 1)]);
  const alpha = attribute('alpha', { float: single ? changes[0]!.scale : 1 });
  return transposed
    ? build.node('Gemm', [down, up, weight], [alpha, attribute('transA', 1), attribute('transB', 1)])
    : build.node('Gemm', [up, down, weight], [alpha]);
}

/** The general way, in PyTorch's order. */
function addInOrder(
  build: GraphBuilder,
  start: string,
  dims: readonly number[],
  changes: readonly WeightChange[],
): string {
  let weight = start;
  for (const { delta, scale, magnitude, share = 1 } of changes) {
    const before = weight;
    const term =
      delta.kind === 'low-rank'
        ? build.node('MatMul', [build.float32(delta.up), build.float32(delta.down)])
        : build.term(delta);
    const shaped = build.reshape(term, dims);
    weight = build.node('Add', [weight, build.node('Mul', [shaped, build.scalar(scale)])]);
    if (magnitude !== undefined) weight = withLengths(build, weight, dims, magnitude);
    if (share === 1) continue;
    const way = build.node('Mul', [build.node('Sub', [weight, before]), build.scalar(share)]);
    weight = build.node('Add', [before, way]);
  }
  return weight;
}

function withLengths(build: GraphBuilder, weight: string, dims: readonly number[], magnitude: Magnitude): string {
  const { lengths, per } = magnitude;
  const [outputs, inputs, ...kernel] = dims;
  const flat = build.reshape(weight, [outputs!, inputs!, kernel.reduce((a, b) => a * b, 1)]);
  const squares = build.node(
    'Einsum',
    [flat, flat],
    [attribute('equation', per === 'output' ? 'oik,oik->o' : 'oik,oik->i')],
  );
  const length = build.node('Add', [build.node('Sqrt', [squares]), build.scalar(epsilon)]);
  const count = per === 'output' ? outputs! : inputs!;
  const factor = build.node('Div', [build.reshape(build.float32(lengths), [count]), length]);
  const across = dims.map((_, axis) => (axis === (per === 'output' ? 0 : 1) ? count : 1));
  return build.node('Mul', [weight, build.reshape(factor, across)]);
}

/** Inputs first where a weight lies so, and back. */
const turned = (build: GraphBuilder, weight: string, transposed: boolean): string =>
  transposed ? build.node('Transpose', [weight], [attribute('perm', [1, 0])]) : weight;
