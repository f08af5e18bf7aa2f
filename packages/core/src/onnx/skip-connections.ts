import { type GraphNode, integerOf } from './graph-node.js';
import { ancestryOf, type Makers, makersOf } from './trace.js';

/** Where the way up of a UNet takes in what was put aside on the way down. */
export interface SkipConnection {
  /** The operation that lays both beside one another. */
  readonly concat: GraphNode;
  /** What came through everything deeper, and what was put aside: names of tensors. */
  readonly deep: string;
  readonly skip: string;
  /** Which input of the operation the skip is. */
  readonly place: 0 | 1;
}

/** Where channels lie in [batch, channels, height, width]. */
const channels: ReadonlySet<number> = new Set([1, -3]);

/** A graph with fewer is no UNet: others lay one thing beside what they made of it, too. */
const fewest = 2;

/**
 * The skip connections of a UNet (Ronneberger et al. 2015, arXiv:1505.04597), the last one first: index 0 joins what the
 * first layer made with all that came of it. Found by structure, whatever an exporter calls its tensors: two tensors laid
 * beside one another along the channels, of which one was made of the other. They nest: what is put aside first is taken
 * in last.
 *
 * @param nodes of the graph, in their order.
 * @param output the tensor that the graph is run for.
 * @param inputs names of the graph's inputs: a residual that is added to what was put aside is looked through.
 * @returns nothing for a graph that is no UNet.
 */
export function skipConnections(
  nodes: readonly GraphNode[],
  output: string,
  inputs: ReadonlySet<string>,
): readonly SkipConnection[] {
  const makers = makersOf(nodes);
  const order = new Map(nodes.map((node, index) => [node, index]));
  const found: SkipConnection[] = [];
  let above = ancestryOf([output], makers);
  let outer: string | undefined; // what the connection before has put aside
  for (const concat of [...nodes].reverse()) {
    if (!above.nodes.has(concat)) continue;
    const joined = joinOf(concat, makers, inputs);
    if (joined === undefined) continue;
    const { deep, connection } = joined;
    const aside = beneath(connection.skip, makers, inputs);
    if (outer !== undefined && !(aside !== outer && ancestryOf([aside], makers).tensors.has(outer))) continue;
    if ((order.get(makers.get(aside)!) ?? -1) >= order.get(concat)!) continue;
    found.push(connection);
    outer = aside;
    above = deep;
  }
  return found.length < fewest ? [] : found;
}

/** The connection that an operation makes, if it makes one. */
function joinOf(concat: GraphNode, makers: Makers, inputs: ReadonlySet<string>) {
  if (concat.type !== 'Concat' || concat.inputs.length !== 2) return undefined;
  if (!channels.has(integerOf(concat, 'axis') ?? 0)) return undefined;
  for (const place of [1, 0] as const) {
    const skip = concat.inputs[place]!;
    const deep = concat.inputs[1 - place]!;
    const aside = beneath(skip, makers, inputs);
    if (aside === deep || !makers.has(aside)) continue;
    const ancestry = ancestryOf([deep], makers);
    if (ancestry.tensors.has(aside)) return { deep: ancestry, connection: { concat, deep, skip, place } };
  }
  return undefined;
}

/** A tensor without what a graph's input is added to it. */
function beneath(tensor: string, makers: Makers, inputs: ReadonlySet<string>): string {
  const maker = makers.get(tensor);
  if (maker?.type !== 'Add') return tensor;
  const own = maker.inputs.filter((name) => !inputs.has(name));
  return own.length === 1 && maker.inputs.length === 2 ? own[0]! : tensor;
}
