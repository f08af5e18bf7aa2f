import { type Attention, attentionsOf, replaceAttentions } from '../attention.js';
import { attribute, GraphBuilder } from '../graph-builder.js';
import { model, newNode, nodesOf } from '../graph-node.js';
import { fieldOf } from '../message.js';

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
  const found = attentionsOf(content, nodes);
  if (nodes.filter(({ type }) => type === 'Softmax').length > found.length) return undefined;
  const builder = new GraphBuilder('attention parts');
  return replaceAttentions(bytes, { content, nodes }, found, builder, (one) => inParts(one, parts, builder));
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
