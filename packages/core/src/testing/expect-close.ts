import type { Tensor } from '../tensor/tensor.js';

/**
 * Throws unless two tensors agree: |a − b| ≤ tolerance · (1 + max |b|) everywhere, the maximum over the whole of b.
 * The message tells the worst element.
 */
export function expectClose(actual: Tensor, expected: Tensor, tolerance: number, what = 'tensor'): void {
  if (actual.dims.join() !== expected.dims.join()) {
    throw new Error(`${what}: expected shape [${expected.dims.join(', ')}], received [${actual.dims.join(', ')}].`);
  }
  let largest = 0;
  for (const value of expected.data) largest = Math.max(largest, Math.abs(value));
  let worst = 0;
  let at = 0;
  for (let i = 0; i < expected.data.length; i++) {
    const difference = Math.abs(actual.data[i]! - expected.data[i]!);
    if (!(difference <= worst)) [worst, at] = [difference, i];
  }
  if (worst <= tolerance * (1 + largest)) return;
  throw new Error(
    `${what}: element ${at} is ${actual.data[at]}, expected ${expected.data[at]}: ${worst} apart, ${tolerance * (1 + largest)} allowed.`,
  );
}
