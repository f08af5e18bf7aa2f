import { fromHalf, toHalf } from '../tensor/float16.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { checkDims } from './check-dims.js';
import type { SeededRandom } from './random.js';

/** Four 32-bit words. */
type Block = [number, number, number, number];

/**
 * Philox-4x32-10: a counter and a key in, four random words out, no state (Salmon et al. 2011, "Parallel random
 * numbers: as easy as 1, 2, 3", doi:10.1145/2063384.2063405).
 */
export function philox4x32(counter: Readonly<Block>, key: readonly [number, number]): Block {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(c0, 0xd2511f53);
    const high0 = multiplyHigh(c0, 0xd2511f53);
    const low2 = Math.imul(c2, 0xcd9e8d57);
    const high2 = multiplyHigh(c2, 0xcd9e8d57);
    c0 = (high2 ^ c1 ^ k0) >>> 0;
    c1 = low2 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The upper 32 bits of a product of two 32-bit numbers, which is too long for a double: from 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle % 0x10000);
  return aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000);
}

/**
 * The normal noise of torch's CUDA generator, which other tools offer as "NV" or "GPU" noise. Element i of call k comes
 * from counter (k, 0, i, 0). Tensors larger than a GPU's resident threads depend on that GPU and are not reproduced.
 */
export class TorchCudaRandom implements SeededRandom {
  readonly generator = 'torch-cuda';
  readonly seed: number;
  #call = 0;

  constructor(seed: number) {
    this.seed = seed;
  }

  gaussian(dims: readonly number[]): Tensor {
    return this.randn(dims);
  }

  randn(dims: readonly number[]): Tensor {
    const out = new Float32Array(checkDims(dims));
    const key = [this.seed % 2 ** 32, Math.floor(this.seed / 2 ** 32)] as const;
    for (let i = 0; i < out.length; i++) {
      const [first, second] = philox4x32([this.#call, 0, i, 0], key);
      const u = first * 2 ** -32 + 2 ** -33;
      const angle = (second * 2 ** -32 + 2 ** -33) * 2 * Math.PI;
      out[i] = Math.sqrt(-2 * Math.log(u)) * Math.sin(angle);
    }
    this.#call++;
    return tensor(dims, out);
  }

  randn16(dims: readonly number[]): Tensor {
    const { data } = this.randn(dims);
    return tensor(
      dims,
      data.map((value) => fromHalf(toHalf(value))),
    );
  }
}
