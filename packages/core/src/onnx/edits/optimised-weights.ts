import { cutGraph, type StoredTensor } from '../cut-graph.js';
import { type DataPlace, storedData } from '../external-data.js';
import { attribute, GraphBuilder } from '../graph-builder.js';
import { graph, model, nameOf, newNode, nodesOf, withInput } from '../graph-node.js';
import { editMessage, fieldOf, join, lengthField } from '../message.js';
import { type WeightPlace, weightPlaces } from '../weight-places.js';
import { type ChangedWeight, changedWeights, weightId } from './change-weights.js';

/**
 * Three forms of a network: as it is, with some of its weights changed (`changeWeights`), and as ONNX Runtime's optimiser left
 * the first. They tell how the third is to be opened with the weights of the second: nothing need be optimised again.
 */
export interface OptimisedWeights {
  readonly weights: readonly OptimisedWeight[];
  /** A graph without inputs that puts out some of the new weights, in the form in which the optimised graph reads them, for blocks of so many channels. */
  making(weights: readonly OptimisedWeight[], block: number): Uint8Array;
  /** The same of the old weights: they are then what the optimised graph has. */
  remaking(weights: readonly OptimisedWeight[], block: number): Uint8Array;
  /** The optimised graph with the new weights beside it. */
  reading(stored: readonly StoredTensor[]): Uint8Array;
}

export interface OptimisedWeight {
  /** What it is called where it is put out and read. */
  readonly name: string;
  /**
   * Of a kernel that lies in blocks, its shape, [outputs, inputs, height, width], and the old one as the optimised graph has
   * it, in its file of weights or, small ones, inside: ONNX Runtime computes convolutions in blocks of as many channels as the processor's registers hold (its operator
   * set com.microsoft.nchwc), and keeps kernels so.
   */
  readonly blocked?: { readonly dims: readonly number[]; readonly old: DataPlace | Uint8Array } | undefined;
}

/** What is known of a weight in all three forms. */
interface Found extends OptimisedWeight {
  /** The old weight in the graph as it is, and the new one in that which makes it. */
  readonly before: string;
  readonly after: string;
  /** The operation of the optimised graph that reads it, and as which input. */
  readonly node: number;
  readonly input: number;
}

/**
 * @returns nothing where the optimised graph reads one of the weights in another form than as it was or in blocks.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function optimisedWeights(
  plain: Uint8Array,
  changed: Uint8Array,
  optimised: Uint8Array,
): OptimisedWeights | undefined {
  const found = find(contentOf(plain), changedWeights(contentOf(changed)), contentOf(optimised));
  if (found === undefined) return undefined;
  return {
    weights: found,
    making: (weights, block) => putOut(changed, chosen(found, weights), ({ after }) => after, block),
    remaking: (weights, block) => putOut(plain, chosen(found, weights), ({ before }) => before, block),
    reading: (stored) => read(optimised, found, stored),
  };
}

/**
 * The same where nothing was optimised: the graph whose weights change reads the new ones in place of making them. What makes
 * all of them at once has each in memory in every form that it passes through.
 */
export function weightsApart(changed: Uint8Array): OptimisedWeights {
  const found = changedWeights(contentOf(changed)).map(({ name }) => ({ name: `${name}.`, after: name }));
  const making: OptimisedWeights['making'] = (weights, block) =>
    putOut(changed, chosen(found, weights), ({ after }) => after, block);
  const inPlace = (stored: readonly StoredTensor[]) => stored.map((one) => ({ ...one, name: one.name.slice(0, -1) }));
  return {
    weights: found,
    making,
    remaking: making, // none lies in blocks
    reading: (stored) => withContent(changed, cutGraph(contentOf(changed), { stored: inPlace(stored) })),
  };
}

/** What is known of some weights. */
const chosen = <W extends OptimisedWeight>(found: readonly W[], weights: readonly OptimisedWeight[]): readonly W[] =>
  found.filter(({ name }) => weights.some((weight) => weight.name === name));

const contentOf = (bytes: Uint8Array) => fieldOf(bytes, model.graph)?.content ?? new Uint8Array();

const withContent = (bytes: Uint8Array, content: Uint8Array) =>
  editMessage(bytes, { [model.graph]: () => [lengthField(model.graph, content)] });

function find(
  plain: Uint8Array,
  changed: readonly ChangedWeight[],
  optimised: Uint8Array,
): readonly Found[] | undefined {
  const before = onlyPlaces(plain);
  const [own, nodes] = [nodesOf(plain), nodesOf(optimised)];
  const names = nodes.map(nameOf);
  const stored = storedData(optimised);
  const found: Found[] = [];
  for (const { name, id } of changed) {
    const place = before.get(id);
    if (place === undefined) return undefined;
    const { tensor, input, dims } = place;
    const operation = own[place.node]!;
    const readers = nodes.flatMap(({ inputs }, node) => (inputs.includes(tensor) ? [node] : []));
    const reader = readers.length > 1 ? readers.find((node) => names[node] === nameOf(operation)) : readers[0];
    const common = { name: `${name}.`, before: tensor, after: name };
    if (reader !== undefined) {
      found.push({ ...common, node: reader, input: nodes[reader]!.inputs.indexOf(tensor) });
      continue;
    }
    // What the optimiser calls a convolution that it makes of another one.
    const node = names.indexOf(`${operation.outputs[0]}_nchwc`);
    const old = stored.get(nodes[node]?.inputs[input] ?? '');
    if (old === undefined || place.kind !== 'matrix' || nodes[node]!.type !== 'Conv') return undefined;
    found.push({ ...common, node, input, blocked: { dims, old } });
  }
  return found;
}

/** The weights of a graph by what names them, without those that several operations read under one name. */
function onlyPlaces(content: Uint8Array): ReadonlyMap<string, WeightPlace> {
  const places = new Map<string, WeightPlace>();
  const several = new Set<string>();
  for (const place of weightPlaces(content)) {
    const id = weightId(place);
    if (places.has(id)) several.add(id);
    places.set(id, place);
  }
  for (const id of several) places.delete(id);
  return places;
}

function putOut<W extends OptimisedWeight>(
  bytes: Uint8Array,
  weights: readonly W[],
  tensorOf: (weight: W) => string,
  block: number,
): Uint8Array {
  const content = contentOf(bytes);
  const build = new GraphBuilder('in blocks');
  const named = weights.map((weight) => {
    const { name, blocked } = weight;
    const tensor = tensorOf(weight);
    const form = blocked ? inBlocks(build, tensor, blocked.dims, block) : tensor;
    return newNode('Identity', [form], name);
  });
  const last = [...build.takeNodes(), ...named];
  const taken = weights.map(({ name }) => ({ name }));
  const whole = join([content, ...build.takeInitializers()]);
  return withContent(bytes, cutGraph(whole, { taken, keepsOutputs: false, last }));
}

/**
 * A kernel as ONNX Runtime's convolutions in blocks read it: [outputs / block, inputs / block, height, width, block of inputs,
 * block of outputs]; without blocks of inputs where there are fewer inputs than that (MLAS: OIHWBiBo, OIHWBo). The last blocks
 * are filled up with zeros.
 */
function inBlocks(build: GraphBuilder, tensor: string, dims: readonly number[], block: number): string {
  const [ownOutputs = 1, ownInputs = 1, height = 1, width = 1] = dims;
  const few = ownInputs < block;
  const outputs = Math.ceil(ownOutputs / block) * block;
  const inputs = few ? ownInputs : Math.ceil(ownInputs / block) * block;
  const split = few
    ? [outputs / block, block, inputs, height, width]
    : [outputs / block, block, inputs / block, block, height, width];
  const perm = few ? [0, 2, 3, 4, 1] : [0, 2, 4, 5, 3, 1];
  const wide = filled(build, tensor, 1, [ownOutputs, inputs - ownInputs, height, width]);
  const whole = filled(build, wide, 0, [outputs - ownOutputs, inputs, height, width]);
  const turned = build.node('Transpose', [build.reshape(whole, split)], [attribute('perm', perm)]);
  return build.reshape(turned, [outputs, inputs, height, width]);
}

/** A tensor with zeros of a shape behind it along an axis, if there are any. */
function filled(build: GraphBuilder, tensor: string, axis: 0 | 1, dims: readonly number[]): string {
  return dims[axis] === 0 ? tensor : build.node('Concat', [tensor, zeros(build, dims)], [attribute('axis', axis)]);
}

function zeros(build: GraphBuilder, dims: readonly number[]): string {
  const bytes = new Uint8Array(4 * dims.reduce((a, b) => a * b, 1));
  return build.float32({ type: 'float32', dims, bytes });
}

function read(bytes: Uint8Array, found: readonly Found[], stored: readonly StoredTensor[]): Uint8Array {
  const content = contentOf(bytes);
  let at = -1;
  const rewired = editMessage(content, {
    [graph.node]({ content }) {
      at++;
      const own = found.filter(({ node }) => node === at);
      if (own.length === 0) return undefined;
      const edited = own.reduce((node, { input, name }) => withInput(node, input, name), content);
      return [lengthField(graph.node, edited)];
    },
  });
  return withContent(bytes, cutGraph(rewired, { stored }));
}
