import type { ElementType, TensorSpec } from '../backend/network-tensor.js';
import type { ProtoReader } from './proto-reader.js';

const elementTypes: Readonly<Record<number, ElementType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
};

/**
 * What a graph says of an input or output (ValueInfoProto).
 *
 * @throws RangeError when its type is none that JavaScript can hold.
 */
export async function readValueInfo(reader: ProtoReader, end: number): Promise<TensorSpec> {
  let name = '';
  let element = 0;
  const dims: (number | string)[] = [];
  await reader.message(end, {
    1: async () => {
      name = await reader.text();
    },
    2: (end) =>
      reader.message(end, {
        1: (end) =>
          reader.message(end, {
            1: async () => {
              element = await reader.varint();
            },
            2: (end) =>
              reader.message(end, {
                1: async (end) => {
                  let dim: number | string = '?';
                  await reader.message(end, {
                    1: async () => {
                      dim = await reader.varint();
                    },
                    2: async () => {
                      dim = await reader.text();
                    },
                  });
                  dims.push(dim);
                },
              }),
          }),
      }),
  });
  const type = elementTypes[element];
  if (!type) throw new RangeError(`"${name}" has element type ${element}, which JavaScript cannot hold`);
  return { name, type, dims };
}
