import { type Cut, cutGraph, type GraphEnd, inputsOf, outputsOf } from '../cut-graph.js';
import { model, newNode, nodesOf } from '../graph-node.js';
import { editMessage, fieldOf, lengthField } from '../message.js';
import { type SkipConnection, skipConnections } from '../skip-connections.js';
import { tensorTypes } from '../tensor-type.js';
import { makersOf } from '../trace.js';

/** Of feature maps: [batch, channels, height, width]. */
const rank = 4;

/**
 * A UNet that also puts out its deep features (Ma et al. 2023, arXiv:2312.00858, section 3.2): what comes through everything
 * deeper than one of its skip connections. Everything else is as it was.
 *
 * @param bytes a ModelProto.
 * @param depth which skip connection, counted from the last one, 0.
 * @param name what the features are called.
 * @returns nothing where the graph shows no such skip connection.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function keepDeepFeatures(bytes: Uint8Array, depth: number, name: string): Uint8Array | undefined {
  return cutAt(bytes, depth, ({ deep }, type) => ({
    last: [newNode('Identity', [deep], name)],
    taken: [{ name, type, rank }],
  }));
}

/**
 * The shallow part of a UNet: it is given the deep features of an earlier step as one more input, and holds only what is
 * worked out of them, the noisy latents and the timestep anew.
 *
 * @param bytes a ModelProto.
 * @param depth which skip connection, counted from the last one, 0.
 * @param name what the features are called.
 * @returns nothing where the graph shows no such skip connection.
 * @throws RangeError when the bytes are no ModelProto.
 */
export function reuseDeepFeatures(bytes: Uint8Array, depth: number, name: string): Uint8Array | undefined {
  return cutAt(bytes, depth, ({ deep }, type) => ({
    first: [newNode('Identity', [name], deep)],
    given: [{ name, type, rank }],
  }));
}

function cutAt(
  bytes: Uint8Array,
  depth: number,
  cutOf: (connection: SkipConnection, type: GraphEnd['type']) => Cut,
): Uint8Array | undefined {
  const content = fieldOf(bytes, model.graph)?.content;
  if (content === undefined) return undefined;
  const nodes = nodesOf(content);
  const [output = ''] = outputsOf(content);
  const connection = skipConnections(nodes, output, new Set(inputsOf(content)))[depth];
  if (connection === undefined) return undefined;
  const cut = cutOf(connection, tensorTypes(content, makersOf(nodes))(connection.deep));
  return editMessage(bytes, { [model.graph]: () => [lengthField(model.graph, cutGraph(content, cut))] });
}

/** How many skip connections a UNet has; none where the graph is no UNet. */
export function countSkipConnections(bytes: Uint8Array): number {
  const content = fieldOf(bytes, model.graph)?.content;
  if (content === undefined) return 0;
  return skipConnections(nodesOf(content), outputsOf(content)[0] ?? '', new Set(inputsOf(content))).length;
}
