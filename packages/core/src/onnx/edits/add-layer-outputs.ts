import {
  attributesOf,
  type GraphNode,
  graph,
  model,
  newNode,
  nodesOf,
  onOtherTensors,
  withOutput,
} from '../graph-node.js';
import { editMessage, fieldsOf, lengthField, textOf } from '../message.js';
import { normalisedBy } from '../normalisation.js';
import { ancestors, makersOf } from '../trace.js';

/** What the added outputs are called, by how many of the last layers they leave out. */
export interface LayerOutputNames {
  hidden(skipped: number): string;
  normed(skipped: number): string;
}

/**
 * A text encoder that puts out what lies before every layer and behind the last one, which exports leave out: as it is, and,
 * but for the last, as the final normalisation would make it. A transformer that normalises before each block (CLIP:
 * Radford et al. 2021, arXiv:2103.00020) normalises twice a layer and once at its end, one behind the other: so what layer i is
 * given is what its first normalisation is given.
 *
 * Found by structure, whatever an exporter calls it: as one operator, as one with the addition before it (com.microsoft's
 * SkipLayerNormalization), or taken apart into means and differences.
 *
 * @param bytes a ModelProto.
 * @param last the output that the final normalisation becomes.
 * @returns nothing where the graph shows no such layers.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function addLayerOutputs(bytes: Uint8Array, last: string, names: LayerOutputNames): Uint8Array | undefined {
  const content = fieldsOf(bytes).find(({ number }) => number === model.graph)?.content;
  const edited = content && addOutputs(content, last, names);
  return edited && editMessage(bytes, { [model.graph]: () => [lengthField(model.graph, edited)] });
}

function addOutputs(content: Uint8Array, last: string, names: LayerOutputNames): Uint8Array | undefined {
  const nodes = nodesOf(content);
  const norms = normalisations(nodes, last);
  if (norms.length < 3 || norms.length % 2 === 0) return undefined;
  const layers = norms.filter((_, index) => index % 2 === 0);
  const sums = new Map(layers.flatMap(({ node, sum }) => (sum === undefined ? [] : [[node, sum] as const])));
  const finish = finalNormalisation(nodes, layers.at(-1)!, last);
  if (finish === undefined) return undefined;

  const fields = fieldsOf(content);
  const declared = fields.filter(({ number }) => number === graph.output);
  const pattern = declared.find(({ content }) => textOf(fieldsOf(content)[0]) === last);
  if (pattern === undefined) return undefined;

  const added: Uint8Array[] = [];
  const outputs: Uint8Array[] = [];
  const declare = (name: string) =>
    outputs.push(lengthField(graph.output, editMessage(pattern.content, { 1: () => [lengthField(1, name)] })));
  layers.forEach(({ input }, layer) => {
    const skipped = layers.length - 1 - layer;
    added.push(newNode('Identity', [input], names.hidden(skipped)));
    declare(names.hidden(skipped));
    if (skipped === 0) return;
    added.push(...finish(input, names.normed(skipped)));
    declare(names.normed(skipped));
  });

  let left = nodes.length;
  let leftOutputs = declared.length;
  let at = 0;
  return editMessage(content, {
    [graph.node]({ whole }) {
      const node = nodes[at++]!;
      const sum = sums.get(node);
      const kept = sum === undefined ? whole : lengthField(graph.node, withOutput(node, sumPlace, sum));
      return --left === 0 ? [kept, ...added] : [kept];
    },
    [graph.output]: ({ whole }) => (--leftOutputs === 0 ? [whole, ...outputs] : [whole]),
  });
}

/** A normalisation: of what, by which operation, and what else that has to put out so that its input can be named. */
interface Normalisation {
  readonly node: GraphNode;
  readonly input: string;
  readonly sum?: string;
}

/** Where SkipLayerNormalization puts the sum that it normalises. */
const sumPlace = 3;

/** Normalisations on the way to a tensor, in their order. */
function normalisations(nodes: readonly GraphNode[], last: string): Normalisation[] {
  const makers = makersOf(nodes);
  const needed = ancestors(last, makers);
  return nodes.flatMap((node): Normalisation[] => {
    if (!needed.has(node)) return [];
    if (node.type === 'SkipLayerNormalization') {
      const sum = node.outputs[sumPlace];
      return sum
        ? [{ node, input: sum }]
        : [{ node, input: `${node.outputs[0]} before`, sum: `${node.outputs[0]} before` }];
    }
    const input = normalisedBy(node, makers);
    return input === undefined ? [] : [{ node, input }];
  });
}

/** Operations that apply the final normalisation, with its own weights, to another tensor. */
function finalNormalisation(
  nodes: readonly GraphNode[],
  { node, input }: Normalisation,
  last: string,
): ((tensor: string, output: string) => readonly Uint8Array[]) | undefined {
  if (node.type === 'SkipLayerNormalization') {
    // Of its own inputs the weights are the third and the fourth; there is a plain operator of the same attribute.
    const weights = node.inputs.slice(2, 4).filter((name) => name !== '');
    const epsilon = attributesOf(node, ['epsilon']);
    return node.outputs[0] === last
      ? (tensor, output) => [newNode('LayerNormalization', [tensor, ...weights], output, epsilon)]
      : undefined;
  }
  const chain = ancestors(last, makersOf(nodes), input);
  const own = new Set([...chain].flatMap(({ outputs }) => outputs));
  const copied = nodes.filter((one) => chain.has(one));
  if (!copied.some(({ inputs }) => inputs.includes(input))) return undefined;
  return (tensor, output) => {
    const nameOf = (name: string) => {
      if (name === input) return tensor;
      if (name === last) return output;
      return own.has(name) ? `${name} of ${output}` : name;
    };
    return copied.map((one) => onOtherTensors(one, nameOf));
  };
}
