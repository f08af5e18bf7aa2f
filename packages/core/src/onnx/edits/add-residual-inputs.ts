import { type GraphNode, graph, model, newInput, newNode, nodesOf, withInputs } from '../graph-node.js';
import { editMessage, fieldOf, fieldsOf, lengthField, textOf } from '../message.js';
import { skipConnections } from '../skip-connections.js';
import { tensorTypes } from '../tensor-type.js';
import { makersOf } from '../trace.js';

/**
 * A UNet (Ronneberger et al. 2015, arXiv:1505.04597) that adds what it is given to its skip connections and to what its middle
 * block puts out, as diffusers does with the residuals of a ControlNet (Zhang et al. 2023, arXiv:2302.05543). Exports have no
 * inputs for them. They are added where the up blocks read the connections: whatever else reads these sees them as they were.
 *
 * @param bytes a ModelProto.
 * @param nameOf what an input is called: those of the connections in the order in which the down path makes them, then the
 * middle block's.
 * @returns nothing where the graph shows no skip connections.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function addResidualInputs(bytes: Uint8Array, nameOf: (residual: number) => string): ResidualGraph | undefined {
  const content = fieldOf(bytes, model.graph)?.content;
  const edited = content && addInputs(content, nameOf);
  if (edited === undefined) return undefined;
  const { residuals, graph } = edited;
  return { residuals, graph: editMessage(bytes, { [model.graph]: () => [lengthField(model.graph, graph)] }) };
}

/** A graph with inputs for residuals, and how many it has: one for each skip connection, and the middle block's. */
export interface ResidualGraph {
  readonly graph: Uint8Array;
  readonly residuals: number;
}

function addInputs(content: Uint8Array, nameOf: (residual: number) => string): ResidualGraph | undefined {
  const nodes = nodesOf(content);
  const fields = fieldsOf(content);
  const namesOf = (number: number) =>
    fields.flatMap((field) => (field.number === number ? [textOf(fieldOf(field.content, 1))] : []));
  const given = namesOf(graph.input);
  const connections = skipConnections(nodes, namesOf(graph.output)[0] ?? '', new Set(given));
  if (connections.length === 0) return undefined;
  const makers = makersOf(nodes);
  const typeOf = tensorTypes(content, makers);

  const inputs: Uint8Array[] = [];
  const changed = new Map<GraphNode, readonly Uint8Array[]>();
  /** What reads the tensor is to read this instead. */
  const added = (tensor: string, residual: number) => {
    const name = nameOf(residual);
    inputs[residual] = newInput(name, typeOf(tensor), featureMap(name));
    return { sum: `${name} added`, node: newNode('Add', [tensor, name], `${name} added`) };
  };
  connections.forEach(({ concat, skip, deep, place }, index) => {
    const connection = added(skip, index);
    const deepest = index === connections.length - 1;
    const middle = deepest ? added(deep, connections.length) : undefined;
    const read = { [place]: connection.sum, ...(middle && { [1 - place]: middle.sum }) };
    changed.set(concat, [...(middle ? [middle.node] : []), connection.node, withInputs(concat, read)]);
  });

  let at = 0;
  let left = given.length;
  const edited = editMessage(content, {
    [graph.node]: () => changed.get(nodes[at++]!),
    [graph.input]: ({ whole }) => (--left === 0 ? [whole, ...inputs] : undefined),
  });
  return { graph: edited, residuals: connections.length + 1 };
}

/** Dimensions of an input: nothing is fixed, so that one zero may stand for all. */
const featureMap = (name: string) => ['batch', 'channels', 'height', 'width'].map((dim) => `${dim} of ${name}`);
