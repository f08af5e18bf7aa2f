import { type GraphNode, graph, tensorOf } from './graph-node.js';
import { fieldOf, fieldsOf, textOf } from './message.js';

/** TensorProto 8 name. */
const name = 8;

/** Tensors that a graph holds, as weights or as constants of operations, by their names: TensorProtos. */
export type StoredTensors = ReadonlyMap<string, Uint8Array>;

export function storedTensors(content: Uint8Array, nodes: readonly GraphNode[]): StoredTensors {
  const found = new Map<string, Uint8Array>();
  for (const { number, content: tensor } of fieldsOf(content))
    if (number === graph.initializer) found.set(textOf(fieldOf(tensor, name)), tensor);
  for (const node of nodes) {
    const tensor = node.type === 'Constant' ? tensorOf(node, 'value') : undefined;
    if (tensor) found.set(node.outputs[0]!, tensor);
  }
  return found;
}
