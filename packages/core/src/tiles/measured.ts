import { type Tensor, tensor } from '../tensor/tensor.js';

/** Means and variances of groups of channels over several parts of a picture: [2, groups, 1]. */
export class Measured {
  #size = 0;
  #means = new Float64Array();
  #squares = new Float64Array();

  /** @param size of the part, which weighs it. */
  add({ data }: Tensor, size: number): void {
    const groups = data.length / 2;
    if (this.#size === 0) [this.#means, this.#squares] = [new Float64Array(groups), new Float64Array(groups)];
    this.#size += size;
    for (let i = 0; i < groups; i++) {
      const mean = data[i]!;
      this.#means[i]! += size * mean;
      this.#squares[i]! += size * (data[groups + i]! + mean * mean);
    }
  }

  result(): Tensor {
    const groups = this.#means.length;
    const out = new Float32Array(2 * groups);
    for (let i = 0; i < groups; i++) {
      const mean = this.#means[i]! / this.#size;
      out[i] = mean;
      out[groups + i] = Math.max(0, this.#squares[i]! / this.#size - mean * mean);
    }
    return tensor([2, groups, 1], out);
  }
}

/** What normalisations add to a variance, so that what is flat is not divided by nothing. */
const epsilon = 1e-6;

/** How far two statistics lie apart at most: of means in deviations, of variances as shares. */
export function farthest({ data: before }: Tensor, { data: after }: Tensor): number {
  const groups = after.length / 2;
  let most = 0;
  for (let i = 0; i < groups; i++) {
    const variance = after[groups + i]! + epsilon;
    const mean = Math.abs(after[i]! - before[i]!) / Math.sqrt(variance);
    most = Math.max(most, mean, Math.abs(after[groups + i]! - before[groups + i]!) / variance);
  }
  return most;
}

/** Statistics of so many groups of the channels of feature maps [1, channels, height, width]. */
export function measure({ data }: Tensor, groups: number): Tensor {
  const out = tensor([2, groups, 1]);
  const size = data.length / groups;
  for (let group = 0; group < groups; group++) {
    const [mean, variance] = momentsOf(data.subarray(group * size, (group + 1) * size));
    out.data[group] = mean;
    out.data[groups + group] = variance;
  }
  return out;
}

function momentsOf(values: Float32Array): readonly [mean: number, variance: number] {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    squares += values[i]! * values[i]!;
  }
  const mean = sum / values.length;
  return [mean, Math.max(0, squares / values.length - mean * mean)];
}
