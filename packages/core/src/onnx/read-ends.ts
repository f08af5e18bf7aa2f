import type { TensorSpec } from '../backend/network-tensor.js';
import { ProtoReader, type ReadRange } from './proto-reader.js';
import { readValueInfo } from './read-value-info.js';

/** Bytes of the end that are looked at, then so many where a long list of values lies behind the outputs. */
const lengths = [1 << 14, 1 << 19];
/** No input's description is longer: if as much lies before the first one that is found, it is the first one. */
const longest = 1024;

/** GraphProto 5 initializer, 10 documentation, 11 input, 12 output, 13 value, 14 quantization, 15 sparse initializer. */
const tags = new Set([5, 10, 11, 12, 13, 14, 15].map((field) => field * 8 + 2));
const [inputTag, outputTag] = [11 * 8 + 2, 12 * 8 + 2];

/**
 * Inputs and outputs of a graph without walking over its weights. Protocol buffers are written in the order of their field
 * numbers, so they lie behind the weights, shortly before the end; and since fields follow one another without a gap,
 * a chain of them that reaches the end tells where each begins.
 *
 * @param from where the weights begin.
 * @param to where the graph ends.
 * @returns nothing where they are not found beyond doubt: in another order, or a list of values behind them is too long.
 */
export async function readEnds(
  read: ReadRange,
  from: number,
  to: number,
): Promise<{ inputs: TensorSpec[]; outputs: TensorSpec[] } | undefined> {
  for (const length of lengths) {
    const start = Math.max(from, to - length);
    const bytes = await read(start, to);
    const [inputs, outputs] = await Promise.all([inputTag, outputTag].map((tag) => valuesOf(bytes, tag)));
    const first = inputs![0];
    if (first !== undefined && outputs!.length > 0 && (start === from || first.at > longest)) {
      return { inputs: inputs!.map(({ spec }) => spec), outputs: outputs!.map(({ spec }) => spec) };
    }
    if (start === from) return undefined;
  }
  return undefined;
}

async function valuesOf(bytes: Uint8Array, tag: number): Promise<{ at: number; spec: TensorSpec }[]> {
  const found: { at: number; spec: TensorSpec }[] = [];
  for (const { at, content, end } of fieldsUpToEnd(bytes)) {
    if (bytes[at] !== tag) continue;
    const field = bytes.subarray(content, end);
    const reader = new ProtoReader(async (from, to) => field.subarray(from, to), field.length);
    // What only looks like a field, in the middle of weights, is no description of a tensor.
    const spec = await readValueInfo(reader, field.length).catch(() => undefined);
    if (spec !== undefined && /^[^\p{Cc}\ufffd]+$/u.test(spec.name)) found.push({ at, spec });
  }
  return found;
}

/** Where a field begins from which whole fields reach the end, in ascending order. */
function fieldsUpToEnd(bytes: Uint8Array): { at: number; content: number; end: number }[] {
  const fields: { at: number; content: number; end: number }[] = [];
  const reaches = new Uint8Array(bytes.length + 1);
  reaches[bytes.length] = 1;
  for (let at = bytes.length - 2; at >= 0; at--) {
    if (!tags.has(bytes[at]!)) continue;
    let length = 0;
    let content = at + 1;
    for (let factor = 1; content < bytes.length && content < at + 6; factor *= 128) {
      const byte = bytes[content++]!;
      length += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    const end = content + length;
    if (end > bytes.length || reaches[end] === 0) continue;
    reaches[at] = 1;
    fields.push({ at, content, end });
  }
  return fields.reverse();
}
