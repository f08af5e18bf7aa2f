import { externalData } from './external-data.js';
import { join, lengthField } from './message.js';
import { ProtoReader, type ReadRange } from './proto-reader.js';

/** Weights of at least so many bytes stay where they are. */
const farBytes = 1024;

/** ModelProto 7 graph; GraphProto 5 initializer; TensorProto 9 raw_data. */
const [graphField, initializerField, rawField] = [7, 5, 9];

/** A graph whose weights are somewhere else: small enough to be edited in memory. */
export interface Outline {
  readonly graph: Uint8Array;
  /** Whether weights lie in the file that was outlined. */
  readonly refersToFile: boolean;
}

/**
 * An ONNX model without the weights that lie inside: it names where in the file they are, as weights beside a graph are
 * named. Everything else passes as it is, to the byte.
 *
 * @param file what the graph is to call the file it lay in.
 * @throws RangeError when the bytes are no ModelProto.
 */
export async function outlineGraph(read: ReadRange, size: number, file: string): Promise<Outline> {
  const reader = new ProtoReader(read, size);
  let refersToFile = false;

  /** The message up to `end`, with some of its length-delimited fields replaced. */
  const outlined = async (
    end: number,
    replaced: number,
    replace: (from: number, to: number) => Promise<readonly Uint8Array[] | undefined>,
  ): Promise<Uint8Array[]> => {
    const parts: Uint8Array[] = [];
    let kept = reader.offset;
    const keepUpTo = async (to: number) => {
      if (to > kept) parts.push(await readAll(read, kept, to));
    };
    for await (const { number, start, from, to } of reader.fields(end)) {
      if (number !== replaced) continue;
      const instead = await replace(from, to);
      if (instead === undefined) continue;
      await keepUpTo(start);
      parts.push(...instead);
      kept = to;
    }
    await keepUpTo(end);
    return parts;
  };

  const weights = async (from: number, to: number) => {
    if (to - from < farBytes) return undefined;
    refersToFile = true;
    return externalData({ location: file, offset: from, length: to - from });
  };
  const initializer = async (from: number, to: number) =>
    to - from < farBytes ? undefined : [lengthField(initializerField, await outlined(to, rawField, weights))];
  const graph = async (_: number, to: number) => [
    lengthField(graphField, await outlined(to, initializerField, initializer)),
  ];
  return { graph: join(await outlined(size, graphField, graph)), refersToFile };
}

async function readAll(read: ReadRange, from: number, to: number): Promise<Uint8Array> {
  const bytes = await read(from, to);
  if (bytes.length !== to - from) throw new RangeError('the file ends in the middle of a field');
  return bytes;
}
