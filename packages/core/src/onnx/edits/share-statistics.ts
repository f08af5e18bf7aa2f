import { cutGraph, inputsOf } from '../cut-graph.js';
import { attribute, GraphBuilder } from '../graph-builder.js';
import { graph, model, newNode, nodesOf } from '../graph-node.js';
import { type GroupNorm, groupNormOf } from '../group-norm.js';
import { editMessage, fieldOf, join, lengthField } from '../message.js';
import { storedTensors } from '../stored-tensors.js';
import { float32, tensorTypes } from '../tensor-type.js';
import { makersOf } from '../trace.js';

/** ONNX's number for int64. */
const int64 = 7;

/** What the inputs and the output are called that a graph has more. */
export interface StatisticsNames {
  /**
   * [3, groups, 1]: of the first groups of channels, or of all, one normalisation behind the other, means, variances, and shares: 1 to
   * normalise by these, 0 by what is measured, as all others are.
   */
  readonly given: string;
  /** [4], top, left, bottom, right: the part of what the network sees that is measured. */
  readonly part: string;
  /** [2, groups, 1]: means and variances of all that were measured. */
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
      { name: names.part, type: int64, rank: 1 },
    ],
    taken: [{ name: names.measured, type: float32, rank: 3 }],
  });
  return editMessage(bytes, { [model.graph]: () => [lengthField(model.graph, cut)] });
}

/** The operations that take the place of group normalisations. */
class Sharing {
  readonly #builder = new GraphBuilder('statistics');
  readonly #means: string[] = [];
  readonly #variances: string[] = [];
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
    this.#size = this.#sizeOf(input);
    this.#corners = [0, 2].map((from) => this.#builder.slice(names.part, 0, from, from + 2));
    this.#sides = this.#builder.node('Constant', [], [attribute('value_ints', [2, 3])]);
    const groups = norms.reduce((sum, { groups }) => sum + groups, 0);
    const none = this.#builder.float32({ type: 'float32', dims: [3, groups, 1], bytes: new Uint8Array(12 * groups) });
    this.#given = this.#builder.node('Concat', [names.given, none], [attribute('axis', 1)]);
  }

  /** Whole fields of a graph, in the place of one normalisation. */
  normalise({ picture, grouped, output, groups, epsilon }: GroupNorm): Uint8Array[] {
    const builder = this.#builder;
    const part = builder.reshape(this.#partOf(picture), [0, groups, -1]);
    const mean = builder.node('GlobalAveragePool', [part]);
    const distance = builder.node('Sub', [part, mean]);
    const variance = builder.node('GlobalAveragePool', [builder.node('Mul', [distance, distance])]);
    const known = builder.slice(this.#given, 1, this.#before, this.#before + groups);
    const share = builder.slice(known, 0, 2, 3);
    const used = (measured: string, row: number) => {
      const change = builder.node('Sub', [builder.slice(known, 0, row, row + 1), measured]);
      return builder.node('Add', [measured, builder.node('Mul', [share, change])]);
    };
    const centred = builder.node('Sub', [grouped, used(mean, 0)]);
    const spread = builder.node('Add', [used(variance, 1), builder.scalar(epsilon)]);
    const deviation = builder.node('Sqrt', [spread]);
    this.#means.push(mean);
    this.#variances.push(variance);
    this.#before += groups;
    return [...builder.takeNodes(), newNode('Div', [centred, deviation], output)];
  }

  /** Whole fields behind all others. */
  ending(): Uint8Array[] {
    const builder = this.#builder;
    const rows = [this.#means, this.#variances].map((all) => builder.node('Concat', all, [attribute('axis', 1)]));
    return [
      ...builder.takeNodes(),
      newNode('Concat', rows, this.names.measured, [attribute('axis', 0)]),
      ...builder.takeInitializers(),
    ];
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
