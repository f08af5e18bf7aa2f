import { graph, model } from '../graph-node.js';
import { editMessage, type FieldEdit, fieldOf, lengthField, numberField, textOf } from '../message.js';

/** ValueInfoProto 2 type; TypeProto 1 tensor; TypeProto.Tensor 2 shape; TensorShapeProto 1 dim; of that 1 value, 2 param. */
const path = [2, 1, 2, 1] as const;
const dimension = { value: 1, param: 2 } as const;

/**
 * A network whose symbolic dimensions are numbers, so that a runtime may work out shapes once, when it opens it, and not in
 * every call. It then takes inputs of these sizes alone.
 *
 * @param bytes a ModelProto.
 * @param sizes by what the graph calls a dimension; those that it has not are passed over, others stay as they are.
 * @throws RangeError when the bytes are no ModelProto, or a size is no whole number above 0.
 */
export function fixDimensions(bytes: Uint8Array, sizes: ReadonlyMap<string, number>): Uint8Array {
  for (const [name, size] of sizes) {
    if (!Number.isSafeInteger(size) || size < 1) throw new RangeError(`"${name}" cannot be ${size} long`);
  }
  const fixed: FieldEdit = ({ content }) => {
    const size = sizes.get(textOf(fieldOf(content, dimension.param)));
    return size === undefined ? undefined : [lengthField(path.at(-1)!, [numberField(dimension.value, size)])];
  };
  const inside = path.slice(0, -1).reduceRight<{ readonly number: number; readonly edit: FieldEdit }>(
    ({ number, edit }, outer) => ({
      number: outer,
      edit: ({ content }) => [lengthField(outer, editMessage(content, { [number]: edit }))],
    }),
    { number: path.at(-1)!, edit: fixed },
  );
  const value =
    (field: number): FieldEdit =>
    ({ content }) => [lengthField(field, editMessage(content, { [inside.number]: inside.edit }))];
  const fields = [graph.input, graph.output, graph.value];
  const edits = Object.fromEntries(fields.map((field) => [field, value(field)]));
  return editMessage(bytes, {
    [model.graph]: ({ content }) => [lengthField(model.graph, editMessage(content, edits))],
  });
}
