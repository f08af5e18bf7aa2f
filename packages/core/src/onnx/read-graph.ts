import type { TensorSpec } from '../backend/network-tensor.js';
import { checkWeightType } from './element-type.js';
import { type FieldHandler, ProtoReader, type ReadRange } from './proto-reader.js';
import { readEnds } from './read-ends.js';
import { readValueInfo } from './read-value-info.js';

/** What an ONNX file tells about itself without its weights. */
export interface GraphHeader {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly producer: string;
  /** Operator sets by domain; `com.microsoft` marks graphs that only some providers can run. */
  readonly opsets: Readonly<Record<string, number>>;
  /** Operators outside the standard, as `domain.Type`, without those that the file itself defines. */
  readonly customOperators: readonly string[];
  /** Files beside the graph that hold weights. */
  readonly externalData: readonly string[];
  /** Whether it may compute in float16: its ends, weights or casts are of that type. */
  readonly float16: boolean;
  /** Bytes of its weights that are float16. Where they were passed over, all are taken for what the first one is. */
  readonly float16Bytes: number;
}

const float16 = 10;

/** A weight of this size that lies inside shows that the others do: tools put the large ones outside. */
const inlineBytes = 1024;

/**
 * Walks an ONNX ModelProto and skips the weights, so that a file of gigabytes is described by reading kilobytes.
 * Field numbers are those of onnx.proto3 (ModelProto 7 = graph, GraphProto 1 node, 5 initializer, 11 input, 12 output).
 *
 * @param alone there is no file beside it that could hold weights. Those inside are then passed over all at once: on a
 * server each would be a request of its own.
 * @throws RangeError when the bytes are no ModelProto; the caller names the component.
 */
export async function readGraph(read: ReadRange, size: number, { alone = false } = {}): Promise<GraphHeader> {
  const reader = new ProtoReader(read, size);
  const inputs: TensorSpec[] = [];
  const outputs: TensorSpec[] = [];
  const opsets: Record<string, number> = {};
  const customOperators = new Set<string>();
  const ownOperators = new Set<string>();
  const externalData = new Set<string>();
  const initializers = new Set<string>();
  let producer = '';
  let float16Bytes = 0;
  let passedBytes = 0;
  let castsToFloat16 = false;
  let passing = alone;

  const node: FieldHandler = async (end) => {
    let type = '';
    let domain = '';
    await reader.message(end, {
      4: async () => {
        type = await reader.text();
      },
      5: async (end) => {
        if (type !== 'Cast') return;
        await reader.message(end, {
          3: async () => {
            if ((await reader.varint()) === float16) castsToFloat16 = true;
          },
        });
      },
      7: async () => {
        domain = await reader.text();
      },
    });
    if (domain && domain !== 'ai.onnx') customOperators.add(`${domain}.${type}`);
  };

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
    25: async (end) => {
      let name = '';
      let domain = '';
      await reader.message(end, {
        1: async () => {
          name = await reader.text();
        },
        7: node,
        10: async () => {
          domain = await reader.text();
        },
      });
      ownOperators.add(`${domain}.${name}`);
    },
    7: (graphEnd) =>
      reader.message(graphEnd, {
        1: node,
        5: async (end) => {
          const inside = end - reader.offset;
          let bytes = inside;
          let type = 0;
          let name = '';
          await reader.message(end, {
            2: async () => {
              type = await reader.varint();
            },
            8: async () => {
              name = await reader.text();
              initializers.add(name);
            },
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
              if (key === 'length') bytes = Number(value);
            },
          });
          checkWeightType(name, type);
          if (type === float16) float16Bytes += bytes;
          if (!passing || inside < inlineBytes || externalData.size + inputs.length > 0) return;
          passing = false;
          const ends = await readEnds(read, end, graphEnd);
          // Where weights are listed as inputs too, they have to be told apart by their names.
          if (ends === undefined || ends.inputs.some(({ name }) => initializers.has(name))) return;
          inputs.push(...ends.inputs);
          outputs.push(...ends.outputs);
          passedBytes = graphEnd - end;
          if (type === float16) float16Bytes += passedBytes;
          return graphEnd;
        },
        11: async (end) => void inputs.push(await readValueInfo(reader, end)),
        12: async (end) => void outputs.push(await readValueInfo(reader, end)),
      }),
  });
  const computes = castsToFloat16 || [...inputs, ...outputs].some(({ type }) => type === 'float16');
  if (outputs.length === 0) throw new RangeError('it declares no outputs');
  return {
    inputs: inputs.filter(({ name }) => !initializers.has(name)), // old exports list weights as inputs too
    outputs,
    producer,
    opsets,
    customOperators: [...customOperators].filter((operator) => !ownOperators.has(operator)),
    externalData: [...externalData],
    float16: computes || float16Bytes > 0,
    float16Bytes: float16Bytes > 0 || !computes ? float16Bytes : passedBytes,
  };
}
