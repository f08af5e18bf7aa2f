import { type Kernel, kernelOpener } from '../kernel/open-kernel.js';
import { twistWasm } from './twist-wasm.js';

const N = 624;

/**
 * The Mersenne Twister MT19937 as torch's CPU generator runs it (Matsumoto & Nishimura 1998, doi:10.1145/272991.272995;
 * reference code mt19937ar, `init_genrand` and `genrand_int32`).
 */
export class Mt19937 {
  /** The state, and behind it its outputs. */
  readonly #words = new Uint32Array(2 * N);
  /** The next output. */
  #next = N;

  /** @param seed its low 32 bits count, so 5 and 2³² + 5 give the same numbers. */
  constructor(seed: number) {
    const state = this.#words;
    state[0] = seed % 2 ** 32;
    for (let i = 1; i < N; i++) {
      const previous = state[i - 1]! ^ (state[i - 1]! >>> 30);
      state[i] = Math.imul(1812433253, previous) + i;
    }
  }

  /** The next output, 0 … 2³² − 1. */
  uint32(): number {
    if (this.#next === N) {
      this.#moved(({ twist }) => twist());
      this.#next = 0;
    }
    return this.#words[N + this.#next++]!;
  }

  /** Numbers in [0, 1) of 24 random bits, so that each is a float32, from … to. */
  fillUniform24(out: Float32Array, from: number, to: number): void {
    this.#moved(({ uniform, numbers }) => {
      for (let at = from; at < to; at += numbers.length) {
        const piece = numbers.subarray(0, to - at);
        this.#next = uniform(4 * this.#next, piece.byteOffset, piece.byteOffset + piece.byteLength) / 4;
        out.set(piece, at);
      }
    });
  }

  /** 53 random bits as a number in [0, 1). The first of the two outputs is the upper half, of which 21 bits count. */
  uniform53(): number {
    const high = this.uint32() & 0x1fffff;
    return (high * 2 ** 32 + this.uint32()) * 2 ** -53;
  }

  /** All generators share one kernel, in which a state is only while it is moved. */
  #moved(move: (twister: Twister) => void): void {
    twister ??= openTwister();
    twister.words.set(this.#words);
    move(twister);
    this.#words.set(twister.words);
  }
}

/** What `kernels/twist.wat` does. */
interface TwistKernel extends Kernel {
  /** Moves the state on by all its words, and makes their outputs. */
  twist(): void;
  /** Writes numbers between two places in bytes, and gives the output that comes next, in bytes too. */
  uniform(next: number, out: number, end: number): number;
}

const openKernel = kernelOpener<TwistKernel>(twistWasm);
let twister: Twister | undefined;
type Twister = ReturnType<typeof openTwister>;

function openTwister() {
  const kernel = openKernel();
  const { buffer } = kernel.memory;
  return { ...kernel, words: new Uint32Array(buffer, 0, 2 * N), numbers: new Float32Array(buffer, 4 * 2 * N) };
}
