import { type Cut, cutGraph, type GraphEnd, outputsOf } from '../cut-graph.js';
import { type GraphNode, model, newNode, nodesOf } from '../graph-node.js';
import { editMessage, fieldOf, lengthField } from '../message.js';
import { normalisedBy } from '../normalisation.js';
import { tensorTypes } from '../tensor-type.js';
import { ancestryOf, type Makers, makersOf } from '../trace.js';

/** What the parts of a transformer hand to one another: tokens of the picture and of the text, and what blocks add to the former. */
export interface FirstBlockNames {
  readonly picture: string;
  readonly text: string;
  /** What the first block adds, and all others together. */
  readonly change: string;
  readonly rest: string;
}

/** The inputs of a transformer's graph that become the tokens of the picture and of the text. */
export interface TokenInputs {
  readonly picture: string;
  readonly text: string;
}

/** Of tokens: [batch, tokens, width]. */
const rank = 3;

/**
 * A part of a transformer over tokens of a picture and of a text (SD3: Esser et al. 2024, arXiv:2403.03206; FLUX.1):
 * - `head` is the first block alone. In place of the prediction it puts out the picture's tokens behind it; beside them the
 *   text's, and what the block has added.
 * - `body` is given both, and is all that follows; beside the prediction it puts out what its blocks have added.
 * - `tail` is given the picture's tokens and what is to be added in place of all blocks but the first.
 *
 * Found by structure: a block normalises each stream of tokens twice and adds to it behind each (norms may lie taken apart), and
 * the last normalisation of the graph lies behind the last block.
 *
 * @param bytes a ModelProto.
 * @returns nothing where the graph shows no such blocks.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function cutAtFirstBlock(
  bytes: Uint8Array,
  part: 'head' | 'body' | 'tail',
  inputs: TokenInputs,
  names: FirstBlockNames,
): Uint8Array | undefined {
  const content = fieldOf(bytes, model.graph)?.content;
  if (content === undefined) return undefined;
  const found = streamsOf(content, inputs);
  if (found === undefined) return undefined;
  const { before, picture, text, last, output, makers } = found;
  const type = tensorTypes(content, makers)(picture);
  const end = (name: string): GraphEnd => ({ name, type, rank });
  const same = (from: string, to: string) => newNode('Identity', [from], to);
  const cuts: Readonly<Record<typeof part, Cut>> = {
    head: {
      keepsOutputs: false,
      last: [same(picture, output), same(text, names.text), newNode('Sub', [picture, before], names.change)],
      taken: [output, names.text, names.change].map(end),
    },
    body: {
      given: [names.picture, names.text].map(end),
      first: [same(names.picture, picture), same(names.text, text)],
      last: [newNode('Sub', [last, picture], names.rest)],
      taken: [end(names.rest)],
    },
    tail: {
      given: [names.picture, names.rest].map(end),
      first: [same(names.picture, picture), newNode('Add', [names.picture, names.rest], last)],
    },
  };
  return editMessage(bytes, { [model.graph]: () => [lengthField(model.graph, cutGraph(content, cuts[part]))] });
}

/** Names of tensors: the picture's tokens before and behind the first block and behind the last one, the text's behind the first. */
function streamsOf(content: Uint8Array, inputs: TokenInputs) {
  const nodes = nodesOf(content);
  const makers = makersOf(nodes);
  const [output = ''] = outputsOf(content);
  const { nodes: needed } = ancestryOf([output], makers);
  const normed = nodes.flatMap((node) => (needed.has(node) ? (normalisedBy(node, makers) ?? []) : []));
  const beginning = (of: string, not: string) =>
    normed.find((tensor) => {
      const { tensors } = ancestryOf([tensor], makers);
      return tensors.has(of) && !tensors.has(not);
    });
  const before = beginning(inputs.picture, inputs.text);
  const picture = before && behindBlock(before, nodes, makers, normed);
  const textBefore = beginning(inputs.text, inputs.picture);
  const text = textBefore && behindBlock(textBefore, nodes, makers, normed);
  const last = normed.at(-1);
  if (before === undefined || picture === undefined || text === undefined || last === undefined) return undefined;
  return ancestryOf([last], makers).tensors.has(picture) && last !== picture
    ? { before, picture, text, last, output, makers }
    : undefined;
}

/** What becomes of tokens in a block: it adds to them until it normalises them once more, and then once. */
function behindBlock(
  tokens: string,
  nodes: readonly GraphNode[],
  makers: Makers,
  normed: readonly string[],
): string | undefined {
  const added = (tensor: string) =>
    nodes.find(({ type, inputs }) => {
      if (type !== 'Add' || !inputs.includes(tensor)) return false;
      const other = inputs.filter((name) => name !== tensor);
      return ancestryOf(other, makers).tensors.has(tensor);
    })?.outputs[0];
  let at = added(tokens);
  for (let additions = 0; at !== undefined && additions < 4 && !normed.includes(at); additions++) at = added(at);
  return at === undefined || !normed.includes(at) ? undefined : added(at);
}
