import { ModelInvalidError } from '../errors/index.js';
import type { NewTensor } from '../onnx/term.js';
import { toFloat32 } from './to-float32.js';

/** Where a tensor of a safetensors file lies. */
export interface StoredTensor {
  readonly dtype: string;
  readonly dims: readonly number[];
  /** In the file. */
  readonly from: number;
  readonly to: number;
}

/** What the beginning of a safetensors file says. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Where the first tensor lies. */
  readonly start: number;
}

/**
 * Reads the header of a safetensors file: 8 bytes of its length, JSON, then the tensors.
 *
 * @param named what messages call the file.
 * @throws ModelInvalidError `MODEL_INVALID` for what is no such file, or one that was cut off.
 */
export function readHeader(bytes: Uint8Array, named: string): SafetensorsHeader {
  const invalid = (found: string) =>
    new ModelInvalidError('lora', `lora: expected a .safetensors file in ${named}, found ${found}.`);
  if (bytes.length < 8) throw invalid(bytes.length === 0 ? 'an empty file' : `${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  const start = 8 + length;
  if (start > bytes.length) throw invalid(startOf(bytes));
  let entries: Record<string, unknown>;
  try {
    entries = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Record<string, unknown>;
  } catch {
    throw invalid(startOf(bytes));
  }
  if (typeof entries !== 'object' || entries === null || Array.isArray(entries))
    throw invalid('a header without names');
  const { __metadata__: metadata = {}, ...described } = entries;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(described)) {
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
    if (typeof dtype !== 'string' || !isWhole(shape) || !isWhole(offsets) || offsets.length !== 2)
      throw invalid(`a header that does not describe "${name}"`);
    const [from, to] = [start + offsets[0]!, start + offsets[1]!];
    if (to > bytes.length || to < from) throw invalid(`${bytes.length} bytes, of which "${name}" lies beyond the end`);
    const size = elementBytes[dtype];
    if (size !== undefined && to - from !== size * shape.reduce((a, b) => a * b, 1))
      throw invalid(`"${name}" of ${to - from} bytes where ${dtype} [${shape}] takes others`);
    tensors.set(name, { dtype, dims: shape, from, to });
  }
  return { metadata: metadata as Record<string, string>, tensors, start };
}

const isWhole = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);

const elementBytes: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

/** What a file that is something else seems to be. */
function startOf(bytes: Uint8Array): string {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 64));
  if (text.startsWith('version https://git-lfs')) return 'a git-lfs pointer: fetch the file itself (git lfs pull)';
  if (text.startsWith('PK') || text.startsWith('\u0080')) return 'a PyTorch checkpoint: save it as .safetensors';
  if (/^\s*</.test(text)) return 'a web page';
  return 'other bytes, or a file that was cut off';
}

/** Whether a tensor's numbers can be read. */
export const isReadable = ({ dtype }: StoredTensor): boolean => dtype in elementBytes;

/** A tensor of a file: float16 stays as it is, what else there is becomes float32. */
export function tensorOf(bytes: Uint8Array, { dtype, dims, from, to }: StoredTensor): NewTensor {
  const content = bytes.subarray(from, to);
  if (dtype === 'F32' || dtype === 'F16')
    return { type: dtype === 'F32' ? 'float32' : 'float16', dims, bytes: content };
  return { type: 'float32', dims, bytes: new Uint8Array(toFloat32(dtype, content).buffer) };
}
