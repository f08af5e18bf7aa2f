import type { ElementType, TensorSpec } from '../backend/network-tensor.js';
import { ProtoReader, type ReadRange } from './proto-reader.js';

/** What an ONNX file tells about itself without its weights. */
export interface GraphHeader {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly producer: string;
  /** Operator sets by domain; `com.microsoft` marks graphs that only some providers can run. */
  readonly opsets: Readonly<Record<string, number>>;
  /** Operators outside the standard, as `domain.Type`. */
  readonly customOperators: readonly string[];
  /** Files beside the graph that hold weights. */
  readonly externalData: readonly string[];
}

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
 * Walks an ONNX ModelProto and skips the weights, so that a file of gigabytes is described by reading kilobytes.
 * Field numbers are those of onnx.proto3 (ModelProto 7 = graph, GraphProto 1 node, 5 initializer, 11 input, 12 output).
 *
 * @throws RangeError when the bytes are no ModelProto; the caller names the component.
 */
export async function readGraph(read: ReadRange, size: number): Promise<GraphHeader> {
  const reader = new ProtoReader(read, size);
  const inputs: TensorSpec[] = [];
  const outputs: TensorSpec[] = [];
  const opsets: Record<string, number> = {};
  const customOperators = new Set<string>();
  const externalData = new Set<string>();
  const initializers = new Set<string>();
  let producer = '';

  await reader.message(size, {
    2: async () => {
      producer = await reader.text();
    },
    8: async (end) => {
      let domain = '';
      let version = 0;
      await reader.message(end, {
        1: async () => {
          domain = await reader.text();
        },
        2: async () => {
          version = await reader.varint();
        },
      });
      opsets[domain || 'ai.onnx'] = version;
    },
    7: (end) =>
      reader.message(end, {
        1: async (end) => {
          let type = '';
          let domain = '';
          await reader.message(end, {
            4: async () => {
              type = await reader.text();
            },
            7: async () => {
              domain = await reader.text();
            },
          });
          if (domain && domain !== 'ai.onnx') customOperators.add(`${domain}.${type}`);
        },
        5: async (end) => {
          await reader.message(end, {
            8: async () => void initializers.add(await reader.text()),
            13: async (end) => {
              let key = '';
              let value = '';
              await reader.message(end, {
                1: async () => {
                  key = await reader.text();
                },
                2: async () => {
                  value = await reader.text();
                },
              });
              if (key === 'location') externalData.add(value);
            },
          });
        },
        11: async (end) => void inputs.push(await readValueInfo(reader, end)),
        12: async (end) => void outputs.push(await readValueInfo(reader, end)),
      }),
  });
  if (outputs.length === 0) throw new RangeError('it declares no outputs');
  return {
    inputs: inputs.filter(({ name }) => !initializers.has(name)), // old exports list weights as inputs too
    outputs,
    producer,
    opsets,
    customOperators: [...customOperators],
    externalData: [...externalData],
  };
}

async function readValueInfo(reader: ProtoReader, end: number): Promise<TensorSpec> {
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
