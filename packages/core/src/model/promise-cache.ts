/** The values last asked for, at most `limit` of them. A value that could not be made is not kept. */
export class PromiseCache<V> {
  readonly #values = new Map<string, Promise<V>>();

  constructor(private readonly limit: number) {}

  get(key: string, make: () => Promise<V>): Promise<V> {
    const value = this.#values.get(key) ?? make();
    this.#values.delete(key); // moves it to the young end
    this.#values.set(key, value);
    value.catch(() => this.#values.get(key) === value && this.#values.delete(key));
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.limit) break;
      this.#values.delete(oldest);
    }
    return value;
  }

  clear(): void {
    this.#values.clear();
  }
}
