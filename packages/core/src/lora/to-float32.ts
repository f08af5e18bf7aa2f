import { fromFloat16 } from '../tensor/float16.js';

/** Numbers of a safetensors type (F64, F32, F16, BF16) in float32. */
export function toFloat32(dtype: string, bytes: Uint8Array): Float32Array {
  const { buffer } = new Uint8Array(bytes); // a copy, so that it is aligned
  switch (dtype) {
    case 'F64':
      return Float32Array.from(new Float64Array(buffer));
    case 'F16':
      return fromFloat16(new Uint16Array(buffer));
    case 'BF16':
      // The upper half of a float32.
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer);
    default:
      return new Float32Array(buffer);
  }
}
