import { isOverpaintError, type ModelFiles, type OpenModelContext } from '@overpaint/core';
import type { RemoteFile, RemoteSource } from '@overpaint/core/platform';
import { KeptFiles, memoryWarning } from './kept-files.js';
import { type Downloads, type Parts, remoteFiles } from './remote-files.js';
import { memoryStore } from './storage/memory-store.js';
import { openStore, type StorageMode } from './storage/open-store.js';
import type { Manifest, Store } from './storage/store-folder.js';

/** Models of servers, and the place where their files are kept between visits. */
export class ModelStore {
  #store: Promise<{ store: Store; kept: boolean }> | undefined;
  readonly #memory = memoryStore();
  readonly #kept = new Map<string, KeptFiles>();
  readonly #downloads: Downloads = new Map();
  readonly #parts: Parts = new Map();

  constructor(private readonly mode: StorageMode) {}

  /** The models stored here, also those of which something is missing. */
  async list(): Promise<Manifest[]> {
    return (await this.#open()).store.list();
  }

  async remove(id: string): Promise<boolean> {
    this.#kept.delete(id);
    const inMemory = await this.#memory.remove(id);
    return (await (await this.#open()).store.remove(id)) || inMemory;
  }

  /**
   * A model's files, those that are stored here and those on the server. The server is not asked where all networks are
   * here; where it cannot be reached, its list as it was last time has to do.
   *
   * @throws StorageError `STORAGE`, and what `find` throws.
   */
  async open({ find, ...place }: RemoteSource, context: OpenModelContext): Promise<ModelFiles> {
    const { id } = place;
    const { store, kept: keeps } = await this.#open();
    const { signal } = context;
    const folders = { folder: await store.folder(id), memory: await this.#memory.folder(id) };
    const kept = this.#kept.get(id) ?? new KeptFiles({ id, ...folders, mode: this.mode });
    this.#kept.set(id, kept);
    await kept.refresh();
    const { stored } = kept;
    const files = stored?.complete ? stored.files : await find(signal).catch(orListed(stored?.files));
    if (!keeps && !stored?.complete) {
      context.onWarning?.(memoryWarning('this browser gives the page no place to keep models'));
    }
    return remoteFiles({ ...place, files }, { kept, downloads: this.#downloads, parts: this.#parts, signal });
  }

  #open(): Promise<{ store: Store; kept: boolean }> {
    this.#store ??= openStore(this.mode);
    return this.#store;
  }
}

/** What was listed, where the server cannot be reached now. */
const orListed = (files: readonly RemoteFile[] | undefined) => (error: unknown) => {
  if (files !== undefined && (isOverpaintError(error, 'OFFLINE') || isOverpaintError(error, 'DOWNLOAD'))) return files;
  throw error;
};
