import type { GraphNode } from './graph-node.js';
import type { Makers } from './trace.js';

/** What an operation normalises: as one operator, or as the first difference of one that was taken apart, x − mean(x). */
export function normalisedBy(node: GraphNode, makers: Makers): string | undefined {
  if (node.type === 'LayerNormalization') return node.inputs[0];
  const mean = node.type === 'Sub' ? makers.get(node.inputs[1]!) : undefined;
  return mean?.type === 'ReduceMean' && mean.inputs[0] === node.inputs[0] ? node.inputs[0] : undefined;
}
