import { untilAborted } from '../until-aborted.js';

/** What the work behind a {@link SharedWork} is given: when to stop, and whom to tell. */
export interface SharedContext<E> {
  /** Fires when nobody waits any more. */
  readonly signal: AbortSignal;
  emit(event: E): void;
}

/**
 * Work that any number of callers wait for, each with a signal of its own: one that gives up takes nothing from the
 * others. What nobody waits for any more is stopped.
 */
export class SharedWork<T, E = never> {
  readonly result: Promise<T>;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<(event: E) => void>();
  #waiting = 0;
  #settled = false;
  #value: T | undefined;

  constructor(work: (context: SharedContext<E>) => Promise<T>) {
    const emit = (event: E) => {
      for (const listener of this.#listeners) listener(event);
    };
    this.result = work({ signal: this.#controller.signal, emit });
    const settle = (value?: T) => {
      this.#settled = true;
      this.#value = value;
    };
    this.result.then(settle, () => settle());
  }

  /** What came of it, once something did. */
  get value(): T | undefined {
    return this.#value;
  }

  /** Whether everybody gave it up, and nothing came of it all the same: whoever comes now begins anew. */
  get abandoned(): boolean {
    return this.#controller.signal.aborted && this.#value === undefined;
  }

  async wait(signal: AbortSignal | undefined, listener: (event: E) => void = () => {}): Promise<T> {
    this.#waiting++;
    this.#listeners.add(listener);
    try {
      return await untilAborted(this.result, signal);
    } finally {
      this.#listeners.delete(listener);
      this.#waiting--;
      if (this.#waiting === 0 && !this.#settled) this.#controller.abort();
    }
  }
}
