import type { GraphNode } from './graph-node.js';

/** Which operation makes a tensor. */
export type Makers = ReadonlyMap<string, GraphNode>;

export const makersOf = (nodes: readonly GraphNode[]): Makers =>
  new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));

/** Operations that a tensor comes from, down to one that is not looked behind. */
export const ancestors = (tensor: string, makers: Makers, stop?: string): ReadonlySet<GraphNode> =>
  ancestryOf([tensor], makers, stop === undefined ? [] : [stop]).nodes;

/** What a tensor comes from, down to tensors that are not looked behind. */
export interface Ancestry {
  readonly nodes: ReadonlySet<GraphNode>;
  /** The tensor itself, all that it comes from, and those at which the search stopped. */
  readonly tensors: ReadonlySet<string>;
}

/** What some tensors come from. */
export function ancestryOf(tensors: readonly string[], makers: Makers, stops: readonly string[] = []): Ancestry {
  const nodes = new Set<GraphNode>();
  const names = new Set<string>();
  const open = [...tensors];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === '' || names.has(name)) continue;
    names.add(name);
    const node = stops.includes(name) ? undefined : makers.get(name);
    if (node === undefined || nodes.has(node)) continue;
    nodes.add(node);
    open.push(...node.inputs, ...node.innerInputs);
  }
  return { nodes, tensors: names };
}
