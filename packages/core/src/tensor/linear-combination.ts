import type { Tensor } from './tensor.js';

/** A factor and the tensor that it multiplies. */
export type Term = readonly [factor: number, tensor: Tensor];

/**
 * factor₁·tensor₁ + factor₂·tensor₂ + …, in one pass and into one new tensor: the arithmetic of every scheduler step.
 * Products and sums are taken in double, each result is rounded to float32 once.
 *
 * @throws RangeError when the shapes differ; schedulers combine tensors of one shape only.
 */
export function linearCombination(...terms: readonly [Term, ...Term[]]): Tensor {
  const dims = terms[0][1].dims;
  const length = terms[0][1].data.length;
  for (const [, { data }] of terms) {
    if (data.length !== length) throw new RangeError(`Cannot combine tensors of ${length} and ${data.length} values.`);
  }
  const out = new Float32Array(length);
  const [first, second, third, fourth] = terms;
  // Unrolled for the lengths that occur: a loop over terms inside the loop over elements costs three times as much.
  if (terms.length === 1) {
    const [f, { data: a }] = first;
    for (let i = 0; i < length; i++) out[i] = f * a[i]!;
  } else if (terms.length === 2) {
    const [f, { data: a }] = first;
    const [g, { data: b }] = second!;
    for (let i = 0; i < length; i++) out[i] = f * a[i]! + g * b[i]!;
  } else if (terms.length === 3) {
    const [f, { data: a }] = first;
    const [g, { data: b }] = second!;
    const [h, { data: c }] = third!;
    for (let i = 0; i < length; i++) out[i] = f * a[i]! + g * b[i]! + h * c[i]!;
  } else if (terms.length === 4) {
    const [f, { data: a }] = first;
    const [g, { data: b }] = second!;
    const [h, { data: c }] = third!;
    const [k, { data: d }] = fourth!;
    for (let i = 0; i < length; i++) out[i] = f * a[i]! + g * b[i]! + h * c[i]! + k * d[i]!;
  } else {
    const sum = new Float64Array(length);
    for (const [factor, { data }] of terms) for (let i = 0; i < length; i++) sum[i]! += factor * data[i]!;
    out.set(sum);
  }
  return { data: out, dims };
}
