const SUPPORT = 3;
/** Weights are whole numbers in units of 2⁻²², as in Pillow's 8-bit path, so that sums round exactly as there. */
export const WEIGHT_BITS = 22;

/** For every output pixel of one axis: the first source pixel it looks at, and the weights of that one and the next. */
export interface Weights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `taps` entries for each output pixel, of which `count` are used. */
  readonly values: Int32Array;
  readonly taps: number;
}

/**
 * Lanczos weights (a = 3) for output pixels `from` … `to` − 1 of an axis that shrinks or grows from `input` to `output`
 * pixels. Pixel centres lie at +0.5; when shrinking, the filter is widened by the scale; weights add up to 1
 * (Duchon 1979, "Lanczos filtering in one and two dimensions"; conventions of Pillow's `Resample.c`).
 */
export function lanczosWeights(input: number, output: number, from = 0, to = output): Weights {
  const scale = input / output;
  // A side that keeps its length is copied: the filter's other weights are 0 at whole distances.
  if (scale === 1) return copy(from, to);
  const widening = Math.max(scale, 1);
  const support = SUPPORT * widening;
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to - from);
  const count = new Int32Array(to - from);
  const values = new Int32Array((to - from) * taps);
  const exact = new Float64Array(taps);
  for (let i = from; i < to; i++) {
    const row = i - from;
    const center = (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(input, Math.trunc(center + support + 0.5));
    let sum = 0;
    for (let x = start; x < end; x++) {
      const weight = lanczos((x - center + 0.5) / widening);
      exact[x - start] = weight;
      sum += weight;
    }
    for (let k = 0; k < end - start; k++) {
      values[row * taps + k] = Math.sign(exact[k]!) * Math.round(Math.abs(exact[k]! / sum) * 2 ** WEIGHT_BITS);
    }
    first[row] = start;
    count[row] = end - start;
  }
  return { first, count, values, taps };
}

function copy(from: number, to: number): Weights {
  const length = to - from;
  const first = Int32Array.from({ length }, (_, i) => from + i);
  return {
    first,
    count: new Int32Array(length).fill(1),
    values: new Int32Array(length).fill(2 ** WEIGHT_BITS),
    taps: 1,
  };
}

function lanczos(x: number): number {
  return x > -SUPPORT && x < SUPPORT ? sinc(x) * sinc(x / SUPPORT) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
