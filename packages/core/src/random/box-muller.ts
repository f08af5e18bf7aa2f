/** Normal numbers come in pairs: two uniform ones in [0, 1) make a radius and an angle (Box & Muller 1958). */

const { cos, fround, log, log1p, PI, sin, sqrt } = Math;
const TWO_PI_32 = fround(2 * PI);

/**
 * Turns uniform numbers into normal ones in place, in blocks of 16: the first eight of a block become the radii, the
 * last eight the angles. This is the layout of torch's vectorised `randn` for 16 values and more, which also rounds the
 * angle to float32; logarithm and cosine are taken in double here.
 *
 * @param values 16·n uniform numbers below 1 from `from` on.
 */
export function boxMullerBlocks(values: Float32Array, from: number, to: number): void {
  for (let block = from; block < to; block += 16) {
    for (let i = block; i < block + 8; i++) {
      const radius = sqrt(-2 * log(1 - values[i]!));
      const angle = fround(TWO_PI_32 * values[i + 8]!);
      values[i] = radius * cos(angle);
      values[i + 8] = radius * sin(angle);
    }
  }
}

/** The same in double, for torch's float64 tensors. */
export function boxMullerBlocks64(values: Float64Array, from: number, to: number): void {
  for (let block = from; block < to; block += 16) {
    for (let i = block; i < block + 8; i++) {
      const radius = sqrt(-2 * log(1 - values[i]!));
      const angle = 2 * PI * values[i + 8]!;
      values[i] = radius * cos(angle);
      values[i + 8] = radius * sin(angle);
    }
  }
}

/** One pair in double, as torch makes them for tensors of fewer than 16 values. */
export function boxMullerPair(u1: number, u2: number): [first: number, second: number] {
  const radius = sqrt(-2 * log1p(-u2));
  const angle = 2 * PI * u1;
  return [radius * cos(angle), radius * sin(angle)];
}
