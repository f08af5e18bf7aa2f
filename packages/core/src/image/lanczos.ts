const SUPPORT = 3;
/** Weights are whole numbers in units of 2⁻²², as in Pillow's 8-bit path, so that sums round exactly as there. */
const WEIGHT_BITS = 22;

/** For every output pixel of one axis: the source pixels that it looks at, and their weights. */
export interface Weights {
  /** Pairs: the first of them, and how many there are. */
  readonly places: Int32Array;
  /** `taps` entries for each output pixel, of which as many are used. */
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
  const widening = Math.max(scale, 1);
  const support = SUPPORT * widening;
  const taps = Math.ceil(support) * 2 + 1;
  const places = new Int32Array(2 * (to - from));
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
    places[2 * row] = start;
    places[2 * row + 1] = end - start;
  }
  return { places, values, taps };
}

function lanczos(x: number): number {
  return Math.abs(x) < SUPPORT ? sinc(x) * sinc(x / SUPPORT) : 0;
}

function sinc(x: number): number {
  const angle = Math.PI * x;
  return angle ? Math.sin(angle) / angle : 1;
}
