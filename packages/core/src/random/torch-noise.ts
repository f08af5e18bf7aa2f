import { type Tensor, tensor } from '../tensor/tensor.js';
import { boxMullerBlocks, boxMullerPair } from './box-muller.js';
import { checkDims } from './check-dims.js';
import { Mt19937 } from './mt19937.js';
import type { Random } from './random.js';

/**
 * The normal numbers of `torch.Generator('cpu')`, which is all that a picture draws: the same seed and the same calls
 * give the same values, within 2e-6 (torch's own logarithm and cosine are float32 approximations).
 */
export class TorchNoise implements Random {
  /** @hidden */
  protected engine: Mt19937;
  /** Second half of a Box-Muller pair: torch keeps it in the generator for the next small tensor, whatever its type. */
  #kept: number | undefined;
  #ahead: Tensor | undefined;

  constructor(readonly seed: number) {
    this.engine = new Mt19937(seed);
  }

  /** Draws what is asked for first, if it will have this shape, while something else is waited for. */
  ahead(dims: readonly number[]): void {
    this.#ahead = this.gaussian(dims);
  }

  gaussian(dims: readonly number[]): Tensor {
    const ahead = this.#ahead;
    if (ahead) {
      this.#ahead = undefined;
      if (`${ahead.dims}` === `${dims}`) return ahead;
      this.engine = new Mt19937(this.seed);
      this.#kept = undefined;
    }
    const out = new Float32Array(checkDims(dims));
    if (out.length < 16) return tensor(dims, this.fillOneByOne(out));
    this.engine.fillUniform24(out, 0, out.length);
    boxMullerBlocks(out, 0, out.length - (out.length % 16));
    if (out.length % 16) {
      // The last block is drawn anew and overlaps the one before, as in torch.
      this.engine.fillUniform24(out, out.length - 16, out.length);
      boxMullerBlocks(out, out.length - 16, out.length);
    }
    return tensor(dims, out);
  }

  protected fillOneByOne<T extends Float32Array | Float64Array>(out: T): T {
    for (let i = 0; i < out.length; i++) {
      if (this.#kept === undefined) {
        [out[i], this.#kept] = boxMullerPair(this.engine.uniform53(), this.engine.uniform53());
      } else {
        out[i] = this.#kept;
        this.#kept = undefined;
      }
    }
    return out;
  }
}
