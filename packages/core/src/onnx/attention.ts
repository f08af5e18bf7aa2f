import { outputsOf } from './cut-graph.js';
import type { GraphBuilder } from './graph-builder.js';
import { type GraphNode, graph, integerOf, model } from './graph-node.js';
import { editMessage, lengthField } from './message.js';
import { makersOf } from './trace.js';

/** Attention that lies taken apart, softmax(Q·Kᵀ)·V without a mask (Vaswani et al. 2017, arXiv:1706.03762): names of tensors. */
export interface Attention {
  /** [batch, heads, tokens, width], or without heads, and the keys with their last two sides in the other order. */
  readonly queries: string;
  readonly keys: string;
  readonly values: string;
  /** Q·Kᵀ, and what it becomes: nothing else reads them. */
  readonly scores: string;
  readonly shares: string;
  readonly output: string;
}

/** Every such attention of a graph, found by structure. */
export function attentionsOf(content: Uint8Array, nodes: readonly GraphNode[]): readonly Attention[] {
  const makers = makersOf(nodes);
  const onlyReader = onlyReadersOf(nodes, outputsOf(content));
  return nodes.flatMap((softmax) => {
    if (softmax.type !== 'Softmax' || integerOf(softmax, 'axis') !== -1) return [];
    const [scores = ''] = softmax.inputs;
    const [shares = ''] = softmax.outputs;
    const first = makers.get(scores);
    const second = onlyReader.get(shares);
    if (first?.type !== 'MatMul' || second?.type !== 'MatMul' || second.inputs[0] !== shares) return [];
    if (onlyReader.get(scores) !== softmax) return [];
    const [queries = '', keys = ''] = first.inputs;
    return [{ queries, keys, values: second.inputs[1]!, scores, shares, output: second.outputs[0]! }];
  });
}

/** What reads a tensor, where one operation does, once, and the graph does not put it out. */
function onlyReadersOf(nodes: readonly GraphNode[], outputs: readonly string[]): ReadonlyMap<string, GraphNode> {
  const only = new Map<string, GraphNode>();
  const others = new Set(outputs);
  for (const node of nodes)
    for (const name of [...node.inputs, ...node.innerInputs]) {
      if (only.has(name)) others.add(name);
      only.set(name, node);
    }
  for (const name of others) only.delete(name);
  return only;
}

/**
 * A graph in which operations of one's own stand in the places of attention.
 *
 * @param bytes a ModelProto, `content` and `nodes` its graph and the operations of that.
 * @param make whole fields of a graph that put out what the attention did.
 */
export function replaceAttentions<T extends Attention>(
  bytes: Uint8Array,
  { content, nodes }: { readonly content: Uint8Array; readonly nodes: readonly GraphNode[] },
  attentions: readonly T[],
  builder: GraphBuilder,
  make: (attention: T) => Uint8Array[],
): Uint8Array {
  const found = new Map(attentions.map((attention) => [attention.output, attention]));
  const gone = new Set(attentions.flatMap(({ scores, shares }) => [scores, shares]));
  let at = 0;
  const edited = editMessage(content, {
    [graph.node]: () => {
      const [output = ''] = nodes[at++]!.outputs;
      const attention = found.get(output);
      if (attention) return make(attention);
      return gone.has(output) ? [] : undefined;
    },
  });
  const grown = lengthField(model.graph, [edited, ...builder.takeInitializers()]);
  return editMessage(bytes, { [model.graph]: () => [grown] });
}
