import type { TensorSpec } from '../backend/network-tensor.js';
import { elementType } from './element-type.js';
import type { ProtoReader } from './proto-reader.js';

/**
 * What a graph says of an input or output (ValueInfoProto).
 *
 * @throws ElementTypeError when its type is none that JavaScript can hold.
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
  return { name, type: elementType(name, element), dims };
}
