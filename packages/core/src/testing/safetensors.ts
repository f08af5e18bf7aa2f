import { fromFloat16 } from '../tensor/float16.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Reads the float tensors of a safetensors file: 8 bytes of header length, a JSON header, the data.
 * Tensors of other types are left out.
 */
export function readSafetensors(bytes: Uint8Array): Record<string, Tensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  return Object.fromEntries(
    Object.entries(header).flatMap(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const { buffer } = new Uint8Array(bytes.subarray(start + from, start + to)); // a copy, so that it is aligned
        if (dtype === 'F32') return [[name, { data: new Float32Array(buffer), dims: shape }]];
        if (dtype === 'F16') return [[name, { data: fromFloat16(new Uint16Array(buffer)), dims: shape }]];
        return [];
      },
    ),
  );
}
