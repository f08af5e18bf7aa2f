import { InvalidArgumentError } from '../errors/index.js';
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
  const out = new Float32Array(length);
  if (terms.length <= loops.length) loops[terms.length - 1]!(out, terms);
  else addUp(out, terms);
  return { data: out, dims };
}

/*
 * One loop a number of terms, for the numbers that occur: a loop over terms inside the loop over elements costs three
 * times as much. Each is what one would write by hand for its scheduler (see bench/scheduler-step).
 */
type Loop = (out: Float32Array, terms: readonly Term[]) => void;

const loops: readonly Loop[] = [
  (out, [[f, { data: a }] = none]) => {
    for (let i = 0; i < out.length; i++) out[i] = f * a[i]!;
  },
  (out, [[f, { data: a }] = none, [g, { data: b }] = none]) => {
    for (let i = 0; i < out.length; i++) out[i] = f * a[i]! + g * b[i]!;
  },
  (out, [[f, { data: a }] = none, [g, { data: b }] = none, [h, { data: c }] = none]) => {
    for (let i = 0; i < out.length; i++) out[i] = f * a[i]! + g * b[i]! + h * c[i]!;
  },
  (out, [[f, { data: a }] = none, [g, { data: b }] = none, [h, { data: c }] = none, [k, { data: d }] = none]) => {
    for (let i = 0; i < out.length; i++) out[i] = f * a[i]! + g * b[i]! + h * c[i]! + k * d[i]!;
  },
  (out, terms) => {
    const [[f, { data: a }] = none, [g, { data: b }] = none, [h, { data: c }] = none] = terms;
    const [, , , [k, { data: d }] = none, [l, { data: e }] = none] = terms;
    for (let i = 0; i < out.length; i++) out[i] = f * a[i]! + g * b[i]! + h * c[i]! + k * d[i]! + l * e[i]!;
  },
  (out, terms) => {
    const [[f, { data: a }] = none, [g, { data: b }] = none, [h, { data: c }] = none] = terms;
    const [, , , [k, { data: d }] = none, [l, { data: e }] = none, [m, { data: j }] = none] = terms;
    for (let i = 0; i < out.length; i++) {
      out[i] = f * a[i]! + g * b[i]! + h * c[i]! + k * d[i]! + l * e[i]! + m * j[i]!;
    }
  },
];

/** Stands where a loop's terms are fewer than its own number, which does not occur. */
const none: Term = [0, { data: new Float32Array(), dims: [0] }];

function addUp(out: Float32Array, terms: readonly Term[]): void {
  const sum = new Float64Array(out.length);
  for (const [factor, { data }] of terms) for (let i = 0; i < sum.length; i++) sum[i]! += factor * data[i]!;
  out.set(sum);
}
