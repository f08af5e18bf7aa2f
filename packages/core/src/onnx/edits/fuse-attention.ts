import { type Attention, attentionsOf, replaceAttentions } from '../attention.js';
import { constantIntegers } from '../constant-integers.js';
import { attribute, GraphBuilder } from '../graph-builder.js';
import { domainField, type GraphNode, integerOf, integersOf, model, newNode, nodesOf } from '../graph-node.js';
import { fieldOf, join } from '../message.js';
import { operatorSet, operatorSetOf } from '../operator-sets.js';
import { float32, tensorTypes } from '../tensor-type.js';
import { type Makers, makersOf } from '../trace.js';

/** ONNX Runtime's own operators, and the version of that set which they are of. */
const microsoft = { domain: 'com.microsoft', version: 1 } as const;

/** Between [batch, tokens, heads, width] and [batch, heads, tokens, width], either way. */
const swapped = [0, 2, 1, 3];

/**
 * Puts ONNX Runtime's operator in the place of attention that lies taken apart, softmax(Q·Kᵀ)·V of several heads without a mask
 * (Vaswani et al. 2017, arXiv:1706.03762): on a processor it works block by block (Dao et al. 2022, arXiv:2205.14135), and the
 * matrix of all tokens by all tokens is never there. Found by structure. Queries and keys are scaled before it, as they were.
 *
 * @param bytes a ModelProto.
 * @returns nothing where the graph shows no such attention.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function fuseAttention(bytes: Uint8Array): Uint8Array | undefined {
  const content = fieldOf(bytes, model.graph)?.content;
  if (content === undefined) return undefined;
  const nodes = nodesOf(content);
  const found = headedAttentions(content, nodes);
  if (found.length === 0) return undefined;
  const builder = new GraphBuilder('attention');
  const edited = replaceAttentions(bytes, { content, nodes }, found, builder, (one) => fused(one, builder));
  if (operatorSetOf(bytes, microsoft.domain) !== undefined) return edited;
  return join([edited, operatorSet(microsoft.domain, microsoft.version)]);
}

interface HeadedAttention extends Attention {
  readonly heads: number;
}

/** Those of several heads: one head alone is slower so, as measured on a VAE's. */
function headedAttentions(content: Uint8Array, nodes: readonly GraphNode[]): readonly HeadedAttention[] {
  const makers = makersOf(nodes);
  const constants = constantIntegers(content, nodes);
  const typeOf = tensorTypes(content, makers);
  return attentionsOf(content, nodes).flatMap((attention) => {
    const heads = headsOf(attention.values, makers, constants);
    return typeOf(attention.shares) === float32 && heads !== undefined && heads > 1 ? [{ ...attention, heads }] : [];
  });
}

/**
 * How many heads a tensor [batch, heads, tokens, width] has, which is so where it was split into them: shaped into [batch, tokens,
 * heads, width], and turned round. Text and picture may have been laid behind one another before or since.
 */
function headsOf(values: string, makers: Makers, constants: Constants): number | undefined {
  const turned = firstJoined(values, 2, makers);
  if (turned?.type !== 'Transpose' || integersOf(turned, 'perm').join() !== swapped.join()) return undefined;
  const split = firstJoined(turned.inputs[0]!, 1, makers);
  if (split?.type !== 'Reshape') return undefined;
  const heads = thirdSize(split.inputs[1]!, makers, constants);
  return heads !== undefined && heads > 0 ? heads : undefined;
}

type Constants = ReadonlyMap<string, readonly number[]>;

/** What makes a tensor, or the first part of it where parts were laid behind one another. */
function firstJoined(tensor: string, axis: number, makers: Makers): GraphNode | undefined {
  const maker = makers.get(tensor);
  return maker?.type === 'Concat' && integerOf(maker, 'axis') === axis ? makers.get(maker.inputs[0]!) : maker;
}

/**
 * The third of four sizes to reshape to, where it is a constant. They may be put together, each by itself, or, where the last side
 * was split (PyTorch's unflatten), as those before it, the two that it becomes, and none behind it.
 */
function thirdSize(shape: string, makers: Makers, constants: Constants): number | undefined {
  const whole = constants.get(shape);
  if (whole) return whole.length === 4 ? whole[2] : undefined;
  const parts = makers.get(shape);
  if (parts?.type !== 'Concat') return undefined;
  const [first, second, third, fourth] = parts.inputs;
  if (fourth !== undefined) return only(constants.get(third!), 1);
  const splits = [first!, third!].every((name) => makers.get(name)?.type === 'Slice');
  return splits && constants.get(second!)?.[1] === -1 ? only(constants.get(second!), 2) : undefined;
}

/** The first of so many numbers. */
const only = (values: readonly number[] | undefined, length: number) =>
  values?.length === length ? values[0] : undefined;

function fused({ queries, keys, values, output, heads }: HeadedAttention, builder: GraphBuilder): Uint8Array[] {
  const flat = (tensor: string, perm: readonly number[]) =>
    builder.reshape(builder.node('Transpose', [tensor], [attribute('perm', perm)]), [0, 0, -1]);
  const inputs = [flat(queries, swapped), flat(keys, [0, 3, 1, 2]), flat(values, swapped)];
  const attended = builder.node('MultiHeadAttention', inputs, [
    domainField(microsoft.domain),
    attribute('num_heads', heads),
    attribute('scale', { float: 1 }),
  ]);
  const split = builder.reshape(attended, [0, 0, heads, -1]);
  return [...builder.takeNodes(), newNode('Transpose', [split], output, [attribute('perm', swapped)])];
}
