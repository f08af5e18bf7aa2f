import type { WeightChange } from '../onnx/edits/change-weights.js';
import type { NewTensor } from '../onnx/term.js';

/** A tensor of numbers that differ, and differ from those of another seed. */
export function waves(dims: readonly number[], seed: number): NewTensor {
  const numbers = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * seed) / 4);
  return { type: 'float32', dims, bytes: new Uint8Array(numbers.buffer) };
}

/** What a LoRA of rank 3 adds to a weight. */
export const product = (outputs: number, inputs: number, seed: number, scale = 1): WeightChange => ({
  delta: { kind: 'low-rank', up: waves([outputs, 3], seed), down: waves([3, inputs], seed + 1) },
  scale,
});
