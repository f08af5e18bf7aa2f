import type { ElementArray, ElementType, NetworkTensor, TensorSpec } from '@overpaint/core';
import type { InferenceSession, Tensor } from 'onnxruntime-web';

/** What a session says of its inputs or outputs, as core wants it. */
export function specsOf(metadata: readonly InferenceSession.ValueMetadata[]): TensorSpec[] {
  return metadata.flatMap((value) =>
    value.isTensor ? [{ name: value.name, type: value.type as ElementType, dims: value.shape }] : [],
  );
}

/** An output as core wants it. A browser with Float16Array gives float16 as that; core takes the bits. */
export function fromOrt({ type, data, dims }: Tensor): NetworkTensor {
  const array = type === 'float16' ? bitsOf(data as unknown as ArrayBufferView) : (data as ElementArray);
  return { type: type as ElementType, data: array, dims };
}

const bitsOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint16Array(buffer as ArrayBuffer, byteOffset, byteLength / 2);
