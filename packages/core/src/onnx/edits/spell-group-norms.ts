import { attribute, GraphBuilder } from '../graph-builder.js';
import { floatOf, type GraphNode, graph, integerOf, model, newNode, nodesOf } from '../graph-node.js';
import { editMessage, fieldOf, fieldsOf, join, lengthField, numbersOf } from '../message.js';
import { operatorSetOf } from '../operator-sets.js';
import { type StoredTensors, storedTensors } from '../stored-tensors.js';
import { float32, tensorTypes } from '../tensor-type.js';
import { makersOf } from '../trace.js';

/** TensorProto 1 dims. */
const dims = 1;

/** From here on the operator has a scale for each channel. Before, it had one for each group, which no framework has. */
const channelwise = 21;

/**
 * A graph whose group normalisations (Wu & He 2018, arXiv:1803.08494) are spelt out as exporters do where ONNX has no operator for
 * them: channels are shaped into groups, those normalised, and each channel scaled and moved. torch writes the operator from
 * opset 21 on.
 *
 * @param bytes a ModelProto.
 * @returns the same bytes where the graph has no such operator, or computes in another type than float32.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function spellGroupNorms(bytes: Uint8Array): Uint8Array {
  const content = fieldOf(bytes, model.graph)?.content;
  if (content === undefined || (operatorSetOf(bytes) ?? 0) < channelwise) return bytes;
  const nodes = nodesOf(content);
  if (!nodes.some(isGroupNorm)) return bytes;
  const typeOf = tensorTypes(content, makersOf(nodes));
  const stored = storedTensors(content, nodes);
  const builder = new GraphBuilder('group norms');
  let at = 0;
  const edited = editMessage(content, {
    [graph.node]: () => {
      const node = nodes[at++]!;
      const spells = isGroupNorm(node) && typeOf(node.inputs[0]!) === float32;
      return spells ? spelt(node, stored, builder) : undefined;
    },
  });
  const whole = join([edited, ...builder.takeInitializers()]);
  return editMessage(bytes, { [model.graph]: () => [lengthField(model.graph, whole)] });
}

const isGroupNorm = ({ type, domain }: GraphNode) => type === 'GroupNormalization' && domain === '';

/** Whole fields of a graph, in the place of one normalisation; nothing where its scale is no weight. */
function spelt(node: GraphNode, stored: StoredTensors, builder: GraphBuilder): Uint8Array[] | undefined {
  const [picture = '', scale = '', bias = ''] = node.inputs;
  const weight = stored.get(scale);
  const groups = integerOf(node, 'num_groups');
  if (weight === undefined || groups === undefined) return undefined;
  const [channels = 0] = numbersOf(fieldsOf(weight), dims);
  const filled = (value: number) => {
    const bytes = new Uint8Array(new Float32Array(groups).fill(value).buffer);
    return builder.float32({ type: 'float32', dims: [groups], bytes });
  };
  const epsilon = attribute('epsilon', { float: floatOf(node, 'epsilon') ?? 1e-5 });
  const grouped = builder.reshape(picture, [0, groups, -1]);
  const normal = builder.node('InstanceNormalization', [grouped, filled(1), filled(0)], [epsilon]);
  // By rows of channels, whatever the picture's rank is.
  const scaled = builder.node('Mul', [builder.reshape(normal, [0, channels, -1]), builder.reshape(scale, [-1, 1])]);
  const moved = builder.node('Add', [scaled, builder.reshape(bias, [-1, 1])]);
  const shape = builder.node('Shape', [picture]);
  return [...builder.takeNodes(), newNode('Reshape', [moved, shape], node.outputs[0]!)];
}
