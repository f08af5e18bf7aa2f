import type { Tensor } from '../tensor/tensor.js';

/**
 * Reads the float32 tensors of a safetensors file: 8 bytes of header length, a JSON header, the data.
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
    Object.entries(header)
      .filter(([, { dtype }]) => dtype === 'F32')
      .map(
        ([
          name,
          {
            shape,
            data_offsets: [from, to],
          },
        ]) => [name, { data: new Float32Array(bytes.slice(start + from, start + to).buffer), dims: shape }],
      ),
  );
}
