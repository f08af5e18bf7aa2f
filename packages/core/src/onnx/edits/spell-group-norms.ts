import { attribute, GraphBuilder } from '../graph-builder.js';
import { floatOf, type GraphNode, graph, integerOf, model, newNode, nodesOf } from '../graph-node.js';
import { editMessage, fieldOf, fieldsOf, join, lengthField, numbersOf, textOf } from '../message.js';
import { type StoredTensors, storedTensors } from '../stored-tensors.js';
import { float32, tensorTypes } from '../tensor-type.js';
import { makersOf } from '../trace.js';

/** ModelProto 8 opset_import; OperatorSetIdProto 1 domain, 2 version. TensorProto 1 dims. */
const [opset, domain, version, dims] = [8, 1, 2, 1] as const;

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
  if (content === undefined || opsetOf(bytes) < channelwise) return bytes;
  const nodes = nodesOf(content);
  const typeOf = tensorTypes(content, makersOf(nodes));
  const stored = storedTensors(content, nodes);
  const speller = new Speller(stored);
  let [at, found] = [0, 0];
  const edited = editMessage(content, {
    [graph.node]: () => {
      const node = nodes[at++]!;
      if (node.type !== 'GroupNormalization' || node.domain !== '') return undefined;
      const spelled = typeOf(node.inputs[0]!) === float32 ? speller.spell(node) : undefined;
      if (spelled) found++;
      return spelled;
    },
  });
  if (found === 0) return bytes;
  const whole = join([edited, ...speller.initializers()]);
  return editMessage(bytes, { [model.graph]: () => [lengthField(model.graph, whole)] });
}

/** The version of ONNX's own operators. */
function opsetOf(bytes: Uint8Array): number {
  const own = fieldsOf(bytes).find(
    ({ number, content }) => number === opset && ['', 'ai.onnx'].includes(textOf(fieldOf(content, domain))),
  );
  return (own && fieldOf(own.content, version)?.value) ?? 0;
}

class Speller {
  readonly #builder = new GraphBuilder('group norms');
  /** Scales and biases that change nothing, by how many groups they are for. */
  readonly #neutral = new Map<number, readonly [ones: string, zeros: string]>();

  constructor(private readonly stored: StoredTensors) {}

  /** Whole fields of a graph, in the place of one normalisation; nothing where its scale is no weight. */
  spell(node: GraphNode): Uint8Array[] | undefined {
    const [picture = '', scale = '', bias = ''] = node.inputs;
    const weight = this.stored.get(scale);
    const groups = integerOf(node, 'num_groups');
    if (weight === undefined || groups === undefined) return undefined;
    const [channels = 0] = numbersOf(fieldsOf(weight), dims);
    const builder = this.#builder;
    const epsilon = attribute('epsilon', { float: floatOf(node, 'epsilon') ?? 1e-5 });
    const grouped = builder.reshape(picture, [0, groups, -1]);
    const normal = builder.node('InstanceNormalization', [grouped, ...this.#neutralFor(groups)], [epsilon]);
    // By rows of channels, whatever the picture's rank is.
    const scaled = builder.node('Mul', [builder.reshape(normal, [0, channels, -1]), builder.reshape(scale, [-1, 1])]);
    const moved = builder.node('Add', [scaled, builder.reshape(bias, [-1, 1])]);
    const shape = builder.node('Shape', [picture]);
    return [...builder.takeNodes(), newNode('Reshape', [moved, shape], node.outputs[0]!)];
  }

  /** Whole fields of a graph. */
  initializers = (): Uint8Array[] => this.#builder.takeInitializers();

  #neutralFor(groups: number): readonly [ones: string, zeros: string] {
    const known = this.#neutral.get(groups);
    if (known) return known;
    const [ones, zeros] = [1, 0].map((value) => {
      const bytes = new Uint8Array(new Float32Array(groups).fill(value).buffer);
      return this.#builder.float32({ type: 'float32', dims: [groups], bytes });
    });
    const neutral = [ones!, zeros!] as const;
    this.#neutral.set(groups, neutral);
    return neutral;
  }
}
