import { type Attention, attentionsOf } from '../attention.js';
import { attribute, GraphBuilder } from '../graph-builder.js';
import { graph, model, newNode, nodesOf } from '../graph-node.js';
import { editMessage, fieldOf, join, lengthField } from '../message.js';

/**
 * Attention that answers its queries in so many parts, one after the other, each looking at all keys: of the matrix of all tokens by
 * all tokens only that part is there at once. Every query becomes what it was.
 *
 * @param bytes a ModelProto.
 * @returns nothing where the graph has attention of another form.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function splitAttention(bytes: Uint8Array, parts: number): Uint8Array | undefined {
  const content = fieldOf(bytes, model.graph)?.content;
  if (content === undefined) return undefined;
  const nodes = nodesOf(content);
  const found = new Map(attentionsOf(content, nodes).map((attention) => [attention.output, attention]));
  if (nodes.filter(({ type }) => type === 'Softmax').length > found.size) return undefined;
  const gone = new Set([...found.values()].flatMap(({ scores, shares }) => [scores, shares]));
  const builder = new GraphBuilder('attention parts');
  let at = 0;
  const edited = editMessage(content, {
    [graph.node]: () => {
      const [output = ''] = nodes[at++]!.outputs;
      const attention = found.get(output);
      if (attention) return inParts(attention, parts, builder);
      return gone.has(output) ? [] : undefined;
    },
  });
  const grown = lengthField(model.graph, join([edited, ...builder.takeInitializers()]));
  return editMessage(bytes, { [model.graph]: () => [grown] });
}

/** Whole fields of a graph, in the place of one attention. */
function inParts({ queries, keys, values, output }: Attention, parts: number, builder: GraphBuilder): Uint8Array[] {
  const integer = (value: number) => builder.node('Constant', [], [attribute('value_ints', [value])]);
  const rows = builder.slice(builder.node('Shape', [queries]), 0, -2, -1);
  const border = (part: number) => builder.node('Div', [builder.node('Mul', [rows, integer(part)]), integer(parts)]);
  const borders = Array.from({ length: parts + 1 }, (_, part) => border(part));
  const answers = borders.slice(1).map((end, part) => {
    const asked = builder.node('Slice', [queries, borders[part]!, end, integer(-2)]);
    const shares = builder.node('Softmax', [builder.node('MatMul', [asked, keys])], [attribute('axis', -1)]);
    return builder.node('MatMul', [shares, values]);
  });
  return [...builder.takeNodes(), newNode('Concat', answers, output, [attribute('axis', -2)])];
}
