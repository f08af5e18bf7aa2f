import { InvalidArgumentError } from '../errors/index.js';
import { growTo, type Kernel, kernelOpener } from '../kernel/open-kernel.js';
import { combineWasm } from './combine-wasm.js';
import type { Tensor } from './tensor.js';

/** A factor and the tensor that it multiplies. */
export type Term = readonly [factor: number, tensor: Tensor];

/**
 * factor₁·tensor₁ + factor₂·tensor₂ + …, in one pass and into one new tensor: the arithmetic of every scheduler step.
 * Products and sums are taken in double, each result is rounded to float32 once. A lone tensor times 1 comes back as it is.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when the shapes differ; schedulers combine tensors of one shape only.
 */
export function linearCombination(...terms: readonly [Term, ...Term[]]): Tensor {
  const dims = terms[0][1].dims;
  const length = terms[0][1].data.length;
  for (const [, { data }] of terms) {
    if (data.length !== length) throw new InvalidArgumentError('terms', `tensors of ${length} values each`, data);
  }
  if (terms.length === 1 && terms[0][0] === 1) return terms[0][1];
  return { data: combine(terms, length), dims };
}

/** What `kernels/combine.wat` does. */
interface CombineKernel extends Kernel {
  /** Sums between two places of memory, of terms that lie after them at distances of `stride`; factors, in double, from 0 to `last`. All in bytes. */
  combine(out: number, end: number, last: number, stride: number): void;
}

const openKernel = kernelOpener<CombineKernel>(combineWasm);
let kernel: CombineKernel | undefined;

/** So many numbers of each term are added up at once: they stay in the processor's own memory. */
const atOnce = 4096;

/** Two numbers at a time, in WebAssembly: half the time that a loop takes, for any number of terms (see bench/scheduler-step). */
function combine(terms: readonly Term[], length: number): Float32Array {
  kernel ??= openKernel();
  const stride = 4 * atOnce;
  const sums = 16 * terms.length; // bytes, behind the factors
  growTo(kernel, sums + stride * (terms.length + 1));
  const { buffer } = kernel.memory;
  new Float64Array(buffer).set(terms.map(([factor]) => factor));
  const [sum, ...parts] = [undefined, ...terms].map(
    (_, place) => new Float32Array(buffer, sums + place * stride, atOnce),
  );
  const out = new Float32Array(length);
  for (let from = 0; from < length; from += atOnce) {
    const to = Math.min(from + atOnce, length);
    for (let i = 0; i < parts.length; i++) parts[i]!.set(terms[i]![1].data.subarray(from, to));
    kernel.combine(sums, sums + 4 * (to - from), 8 * terms.length, stride);
    out.set(sum!.subarray(0, to - from), from);
  }
  return out;
}
