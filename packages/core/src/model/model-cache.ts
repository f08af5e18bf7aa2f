import type { DownloadEvent } from '../backend/files.js';
import type { OpenModelContext } from '../platform.js';
import type { Warning } from '../warning.js';
import type { Model } from './model.js';
import { SharedWork } from './shared-work.js';

interface Entry {
  readonly opening: SharedWork<Model, DownloadEvent | Warning>;
  /** Calls that are between asking for the model and their end. */
  users: number;
  /** Calls that paint with it now. */
  painting: number;
}

type Open = (source: string | undefined, context: OpenModelContext) => Promise<Model>;

/**
 * Models by the source that calls name, each opened once however many calls ask for it at the same time. At most
 * `maxModels` keep their networks open; of those that paint none is touched.
 */
export class ModelCache {
  /** The one used longest ago comes first. */
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly open: Open,
    private readonly maxModels: number,
  ) {}

  /** Does `work` with a model, which stays what it is until `work` is done. */
  async use<T>(source: string | undefined, context: OpenModelContext, work: (model: Model) => Promise<T>): Promise<T> {
    const key = source ?? '';
    const entry = await this.#current(key, source);
    entry.users++;
    try {
      const model = await entry.opening.wait(context.signal, (event) =>
        'type' in event ? context.onDownload?.(event) : context.onWarning?.(event),
      );
      return await work(model);
    } finally {
      entry.users--;
      if (this.#entries.get(key) !== entry && entry.users === 0) void discard(entry);
    }
  }

  /** Marks the model as painting while `work` goes on, and frees networks of others where there are too many open. */
  async paint<T>(model: Model, work: () => Promise<T>): Promise<T> {
    const entry = [...this.#entries.values()].find(({ opening }) => opening.value === model);
    if (entry === undefined) return work(); // a model that its user loaded and frees
    entry.painting++;
    try {
      await this.#makeRoom();
      return await work();
    } finally {
      entry.painting--;
      await this.#makeRoom();
    }
  }

  /** Frees the networks of models that nobody paints with; they are opened again when they are needed. */
  async release(): Promise<void> {
    await Promise.all([...this.#entries.values()].filter(isIdle).map(releaseNetworks));
  }

  async clear(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(discard));
  }

  /** The entry of a source, made anew where its files have changed since, or where everybody gave it up. */
  async #current(key: string, source: string | undefined): Promise<Entry> {
    const known = this.#entries.get(key);
    if (known !== undefined && !known.opening.abandoned) {
      if (!(await known.opening.value?.changed())) return this.#touch(key, known);
      const now = this.#entries.get(key);
      if (now !== known && now !== undefined) return this.#touch(key, now); // another call was quicker
      if (known.users === 0) void discard(known);
    }
    const opening = new SharedWork<Model, DownloadEvent | Warning>(({ signal, emit }) =>
      this.open(source, { signal, onDownload: emit, onWarning: emit }),
    );
    const entry: Entry = { opening, users: 0, painting: 0 };
    opening.result.catch(() => this.#entries.get(key) === entry && this.#entries.delete(key)); // the next call tries again
    return this.#touch(key, entry);
  }

  #touch(key: string, entry: Entry): Entry {
    this.#entries.delete(key); // moves it to the young end
    this.#entries.set(key, entry);
    return entry;
  }

  async #makeRoom(): Promise<void> {
    const open = [...this.#entries.values()].filter(({ painting, opening }) => painting > 0 || opening.value?.open);
    const surplus = Math.max(0, open.length - this.maxModels);
    await Promise.all(open.filter(isIdle).slice(0, surplus).map(releaseNetworks));
  }
}

const isIdle = ({ painting }: Entry) => painting === 0;

async function releaseNetworks({ opening }: Entry): Promise<void> {
  await opening.value?.release();
}

/** Frees a model that is in nobody's way any more. Where it failed to open, its callers know. */
async function discard({ opening }: Entry): Promise<void> {
  await opening.result.then((model) => model.dispose()).catch(() => {});
}
