const N = 624;
const M = 397;

/**
 * The Mersenne Twister MT19937 as torch's CPU generator runs it (Matsumoto & Nishimura 1998, doi:10.1145/272991.272995;
 * reference code mt19937ar, `init_genrand` and `genrand_int32`).
 */
export class Mt19937 {
  readonly #state = new Int32Array(N); // signed, as bits are to engines: a third faster
  #next = N;

  /** @param seed its low 32 bits count, so 5 and 2³² + 5 give the same numbers. */
  constructor(seed: number) {
    const state = this.#state;
    state[0] = seed % 2 ** 32;
    for (let i = 1; i < N; i++) {
      const previous = state[i - 1]! ^ (state[i - 1]! >>> 30);
      state[i] = Math.imul(1812433253, previous) + i;
    }
  }

  /** The next output, 0 … 2³² − 1. */
  uint32(): number {
    if (this.#next === N) this.#twist();
    return temper(this.#state[this.#next++]!) >>> 0;
  }

  /** Numbers in [0, 1) of 24 random bits, so that each is a float32, from … to. */
  fillUniform24(out: Float32Array, from: number, to: number): void {
    for (let at = from; at < to; ) {
      if (this.#next === N) this.#twist();
      const [state, next, count] = [this.#state, this.#next, Math.min(N - this.#next, to - at)];
      for (let i = 0; i < count; i++) out[at + i] = (temper(state[next + i]!) & 0xffffff) * 2 ** -24;
      this.#next += count;
      at += count;
    }
  }

  /** 53 random bits as a number in [0, 1). The first of the two outputs is the upper half, of which 21 bits count. */
  uniform53(): number {
    const high = this.uint32() & 0x1fffff;
    return (high * 2 ** 32 + this.uint32()) * 2 ** -53;
  }

  #twist(): void {
    const state = this.#state;
    twistRange(state, 0, N - M, M);
    twistRange(state, N - M, N - 1, M - N);
    state[N - 1] = twisted(state[N - 1]!, state[0]!, state[M - 1]!);
    this.#next = 0;
  }
}

/** Ranges, since a test at each element for where the state begins again would cost as much as the twist. */
function twistRange(state: Int32Array, from: number, to: number, ahead: number): void {
  for (let i = from; i < to; i++) state[i] = twisted(state[i]!, state[i + 1]!, state[i + ahead]!);
}

function twisted(own: number, next: number, ahead: number): number {
  const y = (own & 0x80000000) | (next & 0x7fffffff);
  return ahead ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
}
