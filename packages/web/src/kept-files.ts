import { StorageError, type Warning } from '@overpaint/core';
import type { RemoteFile, RemoteModel, SharedContext } from '@overpaint/core/platform';
import { downloadFile } from './download-file.js';
import type { StorageMode } from './storage/open-store.js';
import { isQuotaError, type Manifest, type StoredFile, type StoreFolder } from './storage/store-folder.js';
import { withLock } from './with-lock.js';

interface Kept extends StoredFile {
  readonly folder: StoreFolder;
}

export interface KeptFilesOptions {
  readonly id: string;
  readonly folder: StoreFolder;
  /** Takes what the folder has no room for. */
  readonly memory: StoreFolder;
  readonly mode: StorageMode;
}

export const memoryWarning = (reason: string): Warning => ({
  code: 'model-in-memory',
  message: `The model is kept in memory only and will be fetched again after a reload: ${reason}.`,
});

/** The files of one model that are here: in the store, and in memory from the file on that the store has no room for. */
export class KeptFiles {
  #files = new Map<string, Kept>();
  #manifest: Manifest | undefined;
  /** Files that a description or a call asked for. */
  readonly #wanted = new Set<string>();
  #full = false;

  constructor(private readonly options: KeptFilesOptions) {}

  /** The model's list of files as it was when the last of them came, and whether all that were ever wanted are here. */
  get stored(): { readonly files: readonly RemoteFile[]; readonly complete: boolean } | undefined {
    if (this.#manifest === undefined) return undefined;
    const { listing, wanted } = this.#manifest;
    const files = new Map(listing.map((file) => [file.path, file]));
    const isHere = (path: string) => files.has(path) && this.factsOf(files.get(path)!) !== undefined;
    return { files: listing, complete: this.#manifest.complete && wanted.every(isHere) };
  }

  /** Notes that files are needed to paint with the model. */
  want(paths: readonly string[]): void {
    for (const path of paths) this.#wanted.add(path);
  }

  /** Looks at what is there; another page may have fetched more, or removed it. */
  async refresh(): Promise<void> {
    const { folder } = this.options;
    this.#manifest = (await folder.readManifest()) ?? this.#manifest; // it may have had no room
    for (const [path, facts] of Object.entries(this.#manifest?.files ?? {}))
      this.#files.set(path, { ...facts, folder });
    await Promise.all([...this.#files.keys()].map((path) => this.open(path)));
  }

  /** What is known of a file that is here, as the server has it now. */
  factsOf({ path, size, sha256 }: RemoteFile): StoredFile | undefined {
    const kept = this.#files.get(path);
    if (kept === undefined || size !== kept.size || (sha256 ?? kept.sha256) !== kept.sha256) return undefined;
    return kept;
  }

  async open(path: string): Promise<Blob | undefined> {
    const kept = this.#files.get(path);
    const blob = await kept?.folder.open(path);
    if (blob?.size === kept?.size) return blob;
    if (this.#files.get(path) === kept) this.#files.delete(path); // someone removed it
    return undefined;
  }

  /** Removes a file that is not what it should be. */
  async remove(path: string): Promise<void> {
    const kept = this.#files.get(path);
    this.#files.delete(path);
    await kept?.folder.remove(path);
    if (kept?.folder === this.options.folder) await this.#note(({ [path]: _, ...rest }) => rest);
  }

  /** @throws StorageError `STORAGE` when there is no room, and what {@link downloadFile} throws. */
  async download(file: RemoteFile, model: RemoteModel, context: SharedContext<number | Warning>): Promise<void> {
    const { signal, emit } = context;
    await withLock(`overpaint-model:${model.id}/${file.path}`, signal, async () => {
      if (await this.#elsewhere(file)) return;
      const { headers, attempts, failure } = model;
      const options = { headers, attempts, ...(failure && { failure }), signal, onArrived: emit };
      const kept = await this.#store(file, model, options, emit);
      this.#files.set(file.path, kept);
      if (kept.folder !== this.options.folder) return;
      await this.#note((files) => ({ ...files, [file.path]: { size: kept.size, sha256: kept.sha256 } }), model);
    });
  }

  /** Whether another page was quicker. */
  async #elsewhere(file: RemoteFile): Promise<boolean> {
    const { folder } = this.options;
    const facts = (await folder.readManifest())?.files[file.path];
    if (facts !== undefined) this.#files.set(file.path, { ...facts, folder });
    return (await this.open(file.path)) !== undefined && this.factsOf(file) !== undefined;
  }

  async #store(
    file: RemoteFile,
    model: RemoteModel,
    options: Parameters<typeof downloadFile>[2],
    onWarning: (warning: Warning) => void,
  ): Promise<Kept> {
    const { folder, memory, mode } = this.options;
    if (!this.#full) {
      try {
        return { ...(await downloadFile(folder, file, options)), folder };
      } catch (error) {
        if (!isQuotaError(error)) throw error;
        await folder.remove(file.path);
        if (mode !== 'auto') throw this.#noRoom(model, error);
        onWarning(memoryWarning("the browser's storage is full"));
        this.#full = true;
      }
    }
    return { ...(await downloadFile(memory, file, options)), folder: memory };
  }

  /** Changes the manifest. One that has no room is no loss: its files are then looked at again. */
  async #note(change: (files: Manifest['files']) => Manifest['files'], model?: RemoteModel): Promise<void> {
    const { id, folder } = this.options;
    await withLock(`overpaint-manifest:${id}`, undefined, async () => {
      const before = await folder.readManifest();
      const files = change(before?.files ?? {});
      const listing = model?.files ?? before?.listing ?? [];
      const wanted = [...new Set([...(before?.wanted ?? []), ...this.#wanted])];
      const complete = wanted.some((path) => path.endsWith('.onnx')) && wanted.every((path) => path in files);
      const source = model?.location ?? before?.source ?? id;
      this.#manifest = { id, source, complete, wanted, listing, files };
      await folder.writeManifest(this.#manifest).catch((error: unknown) => {
        if (!isQuotaError(error)) throw error;
      });
    });
  }

  #noRoom({ id, files }: RemoteModel, cause: unknown): StorageError {
    const total = files.reduce((sum, { path, size }) => sum + (this.#wanted.has(path) ? size : 0), 0);
    return new StorageError(
      `model: the browser's storage has no room for ${id} (${Math.ceil(total / 2 ** 20)} MB). ` +
        'Remove other models, free disk space, or set storage to "auto" to keep it in memory.',
      { cause },
    );
  }
}
