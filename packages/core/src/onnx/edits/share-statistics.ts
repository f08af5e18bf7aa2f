import { cutGraph, inputsOf } from '../cut-graph.js';
import { attribute, GraphBuilder } from '../graph-builder.js';
import { floatOf, type GraphNode, graph, model, newNode, nodesOf, tensorOf } from '../graph-node.js';
import { editMessage, fieldOf, fieldsOf, join, lengthField, numbersOf, textOf } from '../message.js';
import { float32, tensorTypes } from '../tensor-type.js';
import { type Makers, makersOf } from '../trace.js';

/** TensorProto 1 dims, 8 name, 9 raw_data. */
const tensors = { dims: 1, name: 8, raw: 9 } as const;
/** ONNX's number for int64. */
const int64 = 7;

/** What the inputs and the output are called that a graph has more. */
export interface StatisticsNames {
  /** [1, 2·groups, 1]: the mean of each group of channels, one normalisation behind the other, then the variances. Where none are shared, of any length. */
  readonly given: string;
  /** [1]: 1 to normalise by those, 0 by what is measured. */
  readonly share: string;
  /** [4], top, left, bottom, right: the part of what the network sees that is measured. */
  readonly part: string;
  /** Like `given`: what was measured. */
  readonly measured: string;
}

/**
 * A network whose group normalisations (Wu & He 2018, arXiv:1803.08494, eq. 2) take means and variances that they are given, and
 * put out those of a part of what they see, so that parts of a picture can be normalised as the whole is. The one of attention
 * stays as it is: what it belongs to sees no neighbours but everything.
 *
 * @param bytes a ModelProto, computing in float32.
 * @returns nothing where the graph shows no such normalisation.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function shareStatistics(bytes: Uint8Array, names: StatisticsNames): Uint8Array | undefined {
  const content = fieldOf(bytes, model.graph)?.content;
  if (content === undefined) return undefined;
  const nodes = nodesOf(content);
  const makers = makersOf(nodes);
  const stored = storedTensors(content, nodes);
  const typeOf = tensorTypes(content, makers);
  const norms = nodes.map((node) => groupNormOf(node, makers, stored));
  const found = norms.filter((norm) => norm !== undefined);
  const input = inputsOf(content).find((name) => !stored.has(name));
  if (input === undefined || found.length === 0) return undefined;
  if (found.some(({ picture }) => typeOf(picture) !== float32)) return undefined;
  const sharing = new Sharing(input, names, found);
  let at = 0;
  const edited = editMessage(content, {
    [graph.node]: () => {
      const norm = norms[at++];
      return norm && sharing.normalise(norm);
    },
  });
  const cut = cutGraph(join([edited, ...sharing.ending()]), {
    given: [
      { name: names.given, type: float32, rank: 3 },
      { name: names.share, type: float32, rank: 1 },
      { name: names.part, type: int64, rank: 1 },
    ],
    taken: [{ name: names.measured, type: float32, rank: 3 }],
  });
  return editMessage(bytes, { [model.graph]: () => [lengthField(model.graph, cut)] });
}

interface GroupNorm {
  /** [1, channels, height, width], and the same as [1, groups, rest]: names of tensors. */
  readonly picture: string;
  readonly grouped: string;
  readonly output: string;
  readonly groups: number;
  readonly epsilon: number;
}

/** The operations that take the place of group normalisations. */
class Sharing {
  readonly #builder = new GraphBuilder('statistics');
  readonly #means: string[] = [];
  readonly #variances: string[] = [];
  readonly #groups: number;
  readonly #size: string;
  readonly #corners: readonly string[];
  readonly #given: string;
  /** The axes of height and width. */
  readonly #sides: string;
  #before = 0;

  constructor(
    input: string,
    private readonly names: StatisticsNames,
    norms: readonly GroupNorm[],
  ) {
    this.#groups = norms.reduce((sum, { groups }) => sum + groups, 0);
    this.#size = this.#sizeOf(input);
    this.#corners = [0, 2].map((from) => this.#builder.slice(names.part, 0, from, from + 2));
    this.#sides = this.#builder.node('Constant', [], [attribute('value_ints', [2, 3])]);
    const dims = [1, 2 * this.#groups, 1];
    const none = this.#builder.float32({ type: 'float32', dims, bytes: new Uint8Array(8 * this.#groups) });
    this.#given = this.#builder.node('Concat', [names.given, none], [attribute('axis', 1)]);
  }

  /** Whole fields of a graph, in the place of one normalisation. */
  normalise({ picture, grouped, output, groups, epsilon }: GroupNorm): Uint8Array[] {
    const builder = this.#builder;
    const part = builder.reshape(this.#partOf(picture), [0, groups, -1]);
    const mean = builder.node('GlobalAveragePool', [part]);
    const distance = builder.node('Sub', [part, mean]);
    const variance = builder.node('GlobalAveragePool', [builder.node('Mul', [distance, distance])]);
    const used = (measured: string, from: number) => {
      const given = builder.slice(this.#given, 1, from, from + groups);
      return builder.node('Add', [
        measured,
        builder.node('Mul', [this.names.share, builder.node('Sub', [given, measured])]),
      ]);
    };
    const centred = builder.node('Sub', [grouped, used(mean, this.#before)]);
    const spread = builder.node('Add', [used(variance, this.#groups + this.#before), builder.scalar(epsilon)]);
    const deviation = builder.node('Sqrt', [spread]);
    this.#means.push(mean);
    this.#variances.push(variance);
    this.#before += groups;
    return [...builder.takeNodes(), newNode('Div', [centred, deviation], output)];
  }

  /** Whole fields behind all others. */
  ending(): Uint8Array[] {
    const all = [...this.#means, ...this.#variances];
    return [newNode('Concat', all, this.names.measured, [attribute('axis', 1)]), ...this.#builder.takeInitializers()];
  }

  #sizeOf = (tensor: string) => this.#builder.slice(this.#builder.node('Shape', [tensor]), 0, 2, 4);

  /** What a feature map holds of the part of the network's input, whose sides it may have a share or a multiple of. */
  #partOf(picture: string): string {
    const builder = this.#builder;
    const size = this.#sizeOf(picture);
    const corners = this.#corners.map((corner) =>
      builder.node('Div', [builder.node('Mul', [corner, size]), this.#size]),
    );
    return builder.node('Slice', [picture, ...corners, this.#sides]);
  }
}

/** Group normalisation as it is exported: channels are shaped into groups, and those normalised, by themselves alone. */
function groupNormOf(node: GraphNode, makers: Makers, stored: StoredTensors): GroupNorm | undefined {
  if (node.type !== 'InstanceNormalization') return undefined;
  const [grouped = '', scale = '', bias = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const shaping = makers.get(grouped);
  const picture = shaping?.inputs[0] ?? '';
  const tokens = ['Reshape', 'Transpose'].includes(makers.get(picture)?.type ?? '');
  const constant = (name: string) => {
    const maker = makers.get(name);
    return stored.get(maker?.type === 'Cast' ? maker.inputs[0]! : name);
  };
  if (shaping?.type !== 'Reshape' || tokens || !repeats(constant(scale), ones) || !repeats(constant(bias), zeros))
    return undefined;
  return { picture, grouped, output, groups: lengthOf(constant(scale)), epsilon: floatOf(node, 'epsilon') ?? 1e-5 };
}

/** Tensors that a graph holds, by their names: TensorProtos. */
type StoredTensors = ReadonlyMap<string, Uint8Array>;

function storedTensors(content: Uint8Array, nodes: readonly GraphNode[]): StoredTensors {
  const found = new Map<string, Uint8Array>();
  for (const { number, content: tensor } of fieldsOf(content))
    if (number === graph.initializer) found.set(textOf(fieldOf(tensor, tensors.name)), tensor);
  for (const node of nodes) {
    const tensor = node.type === 'Constant' ? tensorOf(node, 'value') : undefined;
    if (tensor) found.set(node.outputs[0]!, tensor);
  }
  return found;
}

const lengthOf = (tensor: Uint8Array | undefined): number =>
  tensor ? numbersOf(fieldsOf(tensor), tensors.dims).reduce((product, one) => product * one, 1) : 0;

/** A number in little-endian bytes, by how many it has: float16 and float32. */
type Pattern = Readonly<Record<number, readonly number[]>>;

const ones: Pattern = { 2: [0, 0x3c], 4: [0, 0, 0x80, 0x3f] };
const zeros: Pattern = { 2: [0, 0], 4: [0, 0, 0, 0] };

/** Whether a tensor holds one number again and again. */
function repeats(tensor: Uint8Array | undefined, pattern: Pattern): boolean {
  const raw = tensor && fieldOf(tensor, tensors.raw)?.content;
  const number = raw && pattern[raw.length / lengthOf(tensor)];
  return number !== undefined && raw!.every((byte, at) => byte === number[at % number.length]);
}
