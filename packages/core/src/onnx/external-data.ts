import { graph } from './graph-node.js';
import { fieldsOf, lengthField, numberField, textOf } from './message.js';

/** Where the numbers of a tensor lie: what the graph calls the file, and the bytes in it. */
export interface DataPlace {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** Whole fields of a TensorProto (13 external_data, 14 data_location), in place of its numbers. */
export function externalData({ location, offset, length }: DataPlace): Uint8Array[] {
  const entries = Object.entries({ location, offset, length });
  return [
    ...entries.map(([key, value]) => lengthField(13, [lengthField(1, key), lengthField(2, String(value))])),
    numberField(14, 1),
  ];
}

/** The numbers of a graph's tensors by their names: where they lie, or the bytes of those inside. */
export function storedData(content: Uint8Array): ReadonlyMap<string, DataPlace | Uint8Array> {
  const data = new Map<string, DataPlace | Uint8Array>();
  for (const field of fieldsOf(content)) {
    if (field.number !== graph.initializer) continue;
    const fields = fieldsOf(field.content);
    const name = textOf(fields.find(({ number }) => number === 8));
    const entries = fields.filter(({ number }) => number === 13).map(({ content }) => fieldsOf(content).map(textOf));
    const { location, offset = '0', length = '0' } = Object.fromEntries(entries) as Record<string, string>;
    const inside = fields.find(({ number }) => number === 9)?.content ?? new Uint8Array();
    data.set(name, location === undefined ? inside : { location, offset: Number(offset), length: Number(length) });
  }
  return data;
}
