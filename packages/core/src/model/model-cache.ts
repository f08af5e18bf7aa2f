import { isAborted } from '../errors/index.js';
import type { OpenModelContext } from '../platform.js';
import type { Model } from './model.js';

/** Models kept open between calls; opening a further one frees the one that was used longest ago. */
const limit = 2;

/** Models by the source that calls name, each loaded once however many calls ask for it at the same time. */
export class ModelCache {
  readonly #models = new Map<string, Promise<Model>>();

  constructor(private readonly open: (source: string | undefined, context: OpenModelContext) => Promise<Model>) {}

  async get(source: string | undefined, context: OpenModelContext): Promise<Model> {
    const key = source ?? '';
    const known = this.#models.get(key);
    const model = known ?? this.open(source, context);
    this.#models.delete(key); // moves it to the young end
    this.#models.set(key, model);
    model.catch(() => this.#models.get(key) === model && this.#models.delete(key));
    for (const oldest of this.#models.keys()) {
      if (this.#models.size <= limit) break;
      const old = this.#models.get(oldest)!;
      this.#models.delete(oldest);
      old.then((model) => model.dispose()).catch(() => {}); // it failed to load: its own caller knows
    }
    try {
      return await model;
    } catch (error) {
      // Another call began this load and was aborted; this one was not.
      if (known && isAborted(error) && !context.signal?.aborted) return this.get(source, context);
      throw error;
    }
  }

  async clear(): Promise<void> {
    const models = [...this.#models.values()];
    this.#models.clear();
    await Promise.all(models.map((model) => model.then((open) => open.dispose()).catch(() => {})));
  }
}
