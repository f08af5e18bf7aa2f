import { type Cut, cutGraph, inputsOf, outputsOf } from '../cut-graph.js';
import { GraphBuilder } from '../graph-builder.js';
import { type GraphNode, integersOf, model, newNode, nodesOf } from '../graph-node.js';
import { groupNormOf } from '../group-norm.js';
import { editMessage, fieldOf, join, lengthField } from '../message.js';
import { storedTensors } from '../stored-tensors.js';
import { float32, tensorTypes } from '../tensor-type.js';
import { ancestryOf, type Makers, makersOf } from '../trace.js';

/** Of feature maps: [batch, channels, height, width]. */
const rank = 4;

/** What a piece is given and puts out beside the network's own input and output. */
export interface PieceNames {
  /** The features that the piece before it puts out, and those that it puts out itself. */
  readonly before: string;
  readonly behind: string;
  /**
   * [3]: how many pieces there are, which one works at the size of the latents, and how many groups of channels the next piece
   * normalises of what it is given, if it does that first.
   */
  readonly pieces: string;
}

/**
 * One of the pieces that follow one another in half an autoencoder, each handing a single tensor to the next: one works at the
 * size of the latents, attention over all of them among it, the others at larger ones. That one may also ask for the network's own
 * input, of which it takes the sides. The others end where a tensor is about to be
 * normalised and nothing leads past it, as between two residual blocks (He et al. 2016, arXiv:1603.05027).
 *
 * @param bytes a ModelProto.
 * @returns nothing where the graph shows no sizes that grow or shrink, or has no such piece.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function cutToPieces(bytes: Uint8Array, index: number, names: PieceNames): Uint8Array | undefined {
  const content = fieldOf(bytes, model.graph)?.content;
  if (content === undefined) return undefined;
  const nodes = nodesOf(content);
  const makers = makersOf(nodes);
  const places = placesOf(content, nodes, makers);
  if (places === undefined || index > places.borders.length) return undefined;
  const { borders, atLatents } = places;
  const typeOf = tensorTypes(content, makers);
  const [from, to] = [borders[index - 1]?.picture, borders[index]?.picture];
  const builder = new GraphBuilder('pieces');
  const told = builder.float32({
    type: 'float32',
    dims: [3],
    bytes: new Uint8Array(Float32Array.of(borders.length + 1, atLatents, borders[index]?.groups ?? 0).buffer),
  });
  const end = (name: string, tensor: string) => ({ name, type: typeOf(tensor), rank });
  const cut: Cut = {
    keepsOutputs: to === undefined,
    given: from === undefined ? [] : [end(names.before, from)],
    first: from === undefined ? [] : [newNode('Identity', [names.before], from)],
    taken: [...(to === undefined ? [] : [end(names.behind, to)]), { name: names.pieces, type: float32, rank: 1 }],
    last: [
      ...(to === undefined ? [] : [newNode('Identity', [to], names.behind)]),
      newNode('Identity', [told], names.pieces),
    ],
  };
  const grown = join([content, ...builder.takeInitializers()]);
  return editMessage(bytes, { [model.graph]: () => [lengthField(model.graph, cutGraph(grown, cut))] });
}

interface Places {
  /** Tensors that lie between the pieces, and how many groups of their channels the next one normalises first. */
  readonly borders: readonly { readonly picture: string; readonly groups: number }[];
  readonly atLatents: number;
}

function placesOf(content: Uint8Array, nodes: readonly GraphNode[], makers: Makers): Places | undefined {
  const inputs = new Set(inputsOf(content));
  const outputs = outputsOf(content);
  /** Whether tensors come from one, and nothing of the network's inputs leads past it. */
  const comeFrom = (tensor: string, ends: readonly string[], makers: Makers) => {
    const { tensors } = ancestryOf(ends, makers, [tensor]);
    return tensors.has(tensor) && ![...tensors].some((name) => inputs.has(name) && !makers.has(name));
  };
  const grows = nodes.findIndex(({ type }) => type === 'Resize' || type === 'Upsample');
  const shrinks = nodes.map((node) => node.type === 'Conv' && integersOf(node, 'strides').some((one) => one > 1));
  const turn = grows >= 0 ? grows : shrinks.lastIndexOf(true);
  const latents = grows >= 0 ? nodes[turn]!.inputs[0] : nodes[turn]?.outputs[0];
  if (latents === undefined) return undefined;
  const unshaped = makersOf(nodes.filter(({ type }) => type !== 'Shape'));
  const isPassed = (tensor: string) =>
    grows >= 0
      ? comeFrom(tensor, outputs, makers)
      : comeFrom(tensor, [latents], makers) && comeFrom(latents, outputs, unshaped);
  if (!isPassed(latents)) return undefined;
  const larger = grows >= 0 ? nodes.slice(turn) : nodes.slice(0, turn);
  if (larger.some(({ type }) => type === 'Softmax')) return undefined; // attention sees everything
  const stored = storedTensors(content, nodes);
  const [, ...others] = larger // nothing is normalised before the first
    .map((node) => groupNormOf(node, makers, stored))
    .filter((norm) => norm !== undefined)
    .filter(({ picture }) => picture !== latents && isPassed(picture));
  const turning = { picture: latents, groups: 0 };
  return grows >= 0
    ? { borders: [turning, ...others], atLatents: 0 }
    : { borders: [...others, turning], atLatents: others.length + 1 };
}
