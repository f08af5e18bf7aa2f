import { graph, model } from '../graph-node.js';
import { editMessage, fieldOf, lengthField, textOf } from '../message.js';

/** GraphProto and NodeProto hold tensors in these fields, AttributeProto in others, graphs of its own among them. */
const attribute = { field: 5, tensor: 5, graph: 6, tensors: 10, graphs: 11 } as const;
/** TensorProto's external_data: entries of a key and a value. */
const externalData = 13;

/**
 * A network whose weights are called otherwise than in its own file: where they are, seen from another folder.
 *
 * @param bytes a ModelProto.
 * @param locations by what the graph calls them now.
 * @throws RangeError when the bytes are no ModelProto, and for weights that `locations` does not tell of.
 */
export function placeWeights(bytes: Uint8Array, locations: ReadonlyMap<string, string>): Uint8Array {
  const placed = (entry: Uint8Array): Uint8Array => {
    const location = textOf(fieldOf(entry, 2));
    const place = locations.get(location);
    if (place === undefined) throw new RangeError(`it has weights in ${location}, which is not among its files`);
    return editMessage(entry, { 2: () => [lengthField(2, place)] });
  };
  const inTensor = (content: Uint8Array): Uint8Array =>
    editMessage(content, {
      [externalData]: ({ content }) =>
        textOf(fieldOf(content, 1)) === 'location' ? [lengthField(externalData, placed(content))] : undefined,
    });
  const inAttribute = (content: Uint8Array): Uint8Array =>
    editMessage(content, {
      ...within(attribute.tensor, inTensor),
      ...within(attribute.tensors, inTensor),
      ...within(attribute.graph, inGraph),
      ...within(attribute.graphs, inGraph),
    });
  const inNode = (content: Uint8Array) => editMessage(content, within(attribute.field, inAttribute));
  const inGraph = (content: Uint8Array): Uint8Array =>
    editMessage(content, { ...within(graph.initializer, inTensor), ...within(graph.node, inNode) });
  return editMessage(bytes, within(model.graph, inGraph));
}

/** Edits the messages of a field. */
const within = (number: number, edit: (content: Uint8Array) => Uint8Array) => ({
  [number]: ({ content }: { readonly content: Uint8Array }) => [lengthField(number, edit(content))],
});
