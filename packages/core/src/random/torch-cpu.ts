import { fromHalf, toHalf } from '../tensor/float16.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { boxMullerBlocks, boxMullerBlocks64 } from './box-muller.js';
import { checkDims } from './check-dims.js';
import type { SeededRandom } from './random.js';
import { TorchNoise } from './torch-noise.js';

/**
 * All random numbers of `torch.Generator('cpu')`: the same seed and the same calls give the same values, within 2e-6 for
 * normal ones (its logarithm and cosine are float32 approximations) and exactly for the rest.
 */
export class TorchCpuRandom extends TorchNoise implements SeededRandom {
  readonly generator = 'torch-cpu';

  randn(dims: readonly number[]): Tensor {
    return this.gaussian(dims);
  }

  randn16(dims: readonly number[]): Tensor {
    const out = new Float32Array(checkDims(dims));
    if (out.length < 16) {
      this.fillOneByOne(out);
    } else {
      // Here torch draws block by block, so that a partial last block replaces values without an extra draw before it.
      for (let start = 0; start < out.length; start += 16) {
        const from = Math.min(start, out.length - 16);
        this.engine.fillUniform24(out, from, from + 16);
        boxMullerBlocks(out, from, from + 16);
      }
    }
    return tensor(dims, out.map(roundToHalf));
  }

  /** torch's `randn(dims, dtype=torch.float64)`, row-major. */
  randn64(dims: readonly number[]): Float64Array {
    const out = new Float64Array(checkDims(dims));
    if (out.length < 16) return this.fillOneByOne(out);
    for (let i = 0; i < out.length; i++) out[i] = this.engine.uniform53();
    boxMullerBlocks64(out, 0, out.length - (out.length % 16));
    if (out.length % 16) {
      const from = out.length - 16;
      for (let i = from; i < out.length; i++) out[i] = this.engine.uniform53();
      boxMullerBlocks64(out, from, out.length);
    }
    return out;
  }

  /** torch's `rand`: uniform in [0, 1), 24 bits each. */
  rand(dims: readonly number[]): Tensor {
    const out = new Float32Array(checkDims(dims));
    this.engine.fillUniform24(out, 0, out.length);
    return tensor(dims, out);
  }

  /** torch's `rand` of float16: the same numbers rounded to half precision, so 1 can occur. */
  rand16(dims: readonly number[]): Tensor {
    const { data } = this.rand(dims);
    return tensor(dims, data.map(roundToHalf));
  }

  /**
   * torch's `randint(low, high, dims)`: whole numbers from `low` to below `high`. As in torch the remainder of a
   * division is taken, which favours small numbers a little when the range is no power of two.
   */
  randint(low: bigint, high: bigint, dims: readonly number[]): BigInt64Array {
    const range = high - low;
    const out = new BigInt64Array(checkDims(dims));
    for (let i = 0; i < out.length; i++) {
      // Ranges from 2²⁸ on take two outputs, the first one as the upper half.
      const upper = range < 2n ** 28n ? 0n : BigInt(this.engine.uint32()) << 32n;
      out[i] = low + ((upper | BigInt(this.engine.uint32())) % range);
    }
    return out;
  }
}

const roundToHalf = (value: number) => fromHalf(toHalf(value));
