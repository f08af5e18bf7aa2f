import type { Timings } from './run.js';

export type Phase = 'load' | 'encode' | 'denoise' | 'decode';

/** Adds up the seconds spent in each phase of a call; one phase runs at a time. */
export class Stopwatch {
  readonly #begun = performance.now();
  readonly #seconds: Record<Phase, number> = { load: 0, encode: 0, denoise: 0, decode: 0 };
  #phase: Phase = 'encode';
  #since = this.#begun;

  /** Ends the phase that runs and starts another. Returns the one that ran, to go back to. */
  start(phase: Phase): Phase {
    const now = performance.now();
    this.#seconds[this.#phase] += (now - this.#since) / 1000;
    const previous = this.#phase;
    this.#phase = phase;
    this.#since = now;
    return previous;
  }

  stop(): Timings {
    this.start(this.#phase);
    return { ...this.#seconds, total: (this.#since - this.#begun) / 1000 };
  }
}
