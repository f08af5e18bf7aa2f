import { SharedWork } from './shared-work.js';

/** The values last asked for, at most `limit` of them, and made once for all who ask. What could not be made is not kept. */
export class PromiseCache<V> {
  readonly #values = new Map<string, SharedWork<V>>();

  constructor(private readonly limit: number) {}

  /** @param make is stopped by its own signal when all who asked have given up. */
  get(key: string, signal: AbortSignal | undefined, make: (signal: AbortSignal) => Promise<V>): Promise<V> {
    const known = this.#values.get(key);
    const value = known && !known.abandoned ? known : new SharedWork<V>(({ signal }) => make(signal));
    this.#values.delete(key); // moves it to the young end
    this.#values.set(key, value);
    value.result.catch(() => this.#values.get(key) === value && this.#values.delete(key));
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.limit) break;
      this.#values.delete(oldest);
    }
    return value.wait(signal);
  }

  clear(): void {
    this.#values.clear();
  }
}
