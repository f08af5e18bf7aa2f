import {
  AbortedError,
  DownloadError,
  type ModelFiles,
  ModelIntegrityError,
  type OpenModelContext,
  OverpaintError,
  StorageError,
  type Warning,
} from '@overpaint/core';
import { type BlobEntry, blobFiles } from './blob-files.js';
import { checkKind } from './check-kind.js';
import { fetchResponse } from './fetch-response.js';
import type { RemoteFile, RemoteModel } from './remote-file.js';
import { sha256Of } from './sha256.js';
import { memoryStore } from './storage/memory-store.js';
import { openStore, type StorageMode } from './storage/open-store.js';
import { isQuotaError, type Manifest, type Store, type StoredFile, type StoreFolder } from './storage/store-folder.js';

/** Milliseconds between two reports of a download. */
const reportEvery = 100;

/** Models fetched from servers and kept between visits. */
export class ModelStore {
  #store: Promise<{ store: Store; kept: boolean }> | undefined;
  readonly #memory = memoryStore();

  constructor(private readonly mode: StorageMode) {}

  /** The models stored here, also those whose download has not ended yet. */
  async list(): Promise<Manifest[]> {
    return (await this.#open()).store.list();
  }

  async remove(id: string): Promise<boolean> {
    const inMemory = await this.#memory.remove(id);
    return (await (await this.#open()).store.remove(id)) || inMemory;
  }

  /**
   * A model from storage, or fetched into it. What arrived of a download that broke off is continued. Two pages that
   * want the same model fetch it once.
   *
   * @throws DownloadError `DOWNLOAD`, OfflineError `OFFLINE`, ModelIntegrityError `MODEL_INTEGRITY`, StorageError
   * `STORAGE`, AbortedError `ABORTED`, and what `find` throws.
   */
  async fetch(id: string, find: () => Promise<RemoteModel>, context: OpenModelContext): Promise<ModelFiles> {
    const work = async () => {
      const { store, kept } = await this.#open();
      const folder = await store.folder(id);
      const memory = await this.#memory.folder(id);
      const download = async (context: OpenModelContext) =>
        new Download(await find(), { folder, memory, mode: this.mode, context }).run();
      const restore = () => download({}).then(() => {}); // a damaged file was removed: only that one is fetched
      const stored = await completeFiles(folder, restore);
      if (stored !== undefined) return stored;
      if (!kept) context.onWarning?.(memoryWarning('this browser gives the page no place to keep models'));
      const { manifest, open } = await download(context);
      return filesOf(manifest, { open, folder, restore });
    };
    const { signal } = context;
    const { locks } = navigator as { locks?: LockManager };
    if (locks === undefined) return work();
    try {
      return await locks.request(`overpaint-model:${id}`, signal ? { signal } : {}, work);
    } catch (error) {
      throw signal?.aborted && !(error instanceof OverpaintError) ? new AbortedError(signal.reason) : error;
    }
  }

  #open(): Promise<{ store: Store; kept: boolean }> {
    this.#store ??= openStore(this.mode);
    return this.#store;
  }
}

const memoryWarning = (reason: string): Warning => ({
  code: 'model-in-memory',
  message: `The model is kept in memory only and will be fetched again after a reload: ${reason}.`,
});

/** The model as it is stored, if all of it is, and every file has the size that it should have. */
async function completeFiles(folder: StoreFolder, restore: () => Promise<void>): Promise<ModelFiles | undefined> {
  const manifest = await folder.readManifest();
  if (!manifest?.complete) return undefined;
  for (const [path, { size }] of Object.entries(manifest.files)) {
    if ((await folder.open(path))?.size !== size) return undefined;
  }
  return filesOf(manifest, { open: (path) => folder.open(path), folder, restore });
}

interface Place {
  readonly folder: StoreFolder;
  open(path: string): Promise<Blob | undefined>;
  /** Fetches what is missing again. */
  restore(): Promise<void>;
}

function filesOf({ id, source, files }: Manifest, { folder, open, restore }: Place): ModelFiles {
  const entries = Object.entries(files).map(
    ([path, { size, sha256 }]): BlobEntry => ({
      path,
      size,
      sha256,
      present: true,
      async open() {
        const blob = await open(path);
        if (blob !== undefined) return blob;
        await restore();
        const again = await open(path);
        if (again !== undefined) return again;
        throw new StorageError(`model: ${path} of ${id} was removed from the browser's storage. Load the model again.`);
      },
    }),
  );
  return blobFiles({
    id,
    location: source,
    entries,
    sha256Of,
    async onDamaged(path) {
      await folder.remove(path);
      const { [path]: _, ...rest } = (await folder.readManifest())?.files ?? {};
      await folder.writeManifest({ id, source, complete: false, files: rest });
    },
  });
}

interface DownloadOptions {
  readonly folder: StoreFolder;
  /** Takes what the folder has no room for. */
  readonly memory: StoreFolder;
  readonly mode: StorageMode;
  readonly context: OpenModelContext;
}

/** One model on its way into a folder, or into memory from the file on that the folder has no room for. */
class Download {
  readonly #inMemory = new Set<string>();
  readonly #arrived = new Map<string, number>();
  #reported = 0;

  readonly #folder: StoreFolder;
  readonly #memory: StoreFolder;
  readonly #mode: StorageMode;
  readonly #context: OpenModelContext;

  constructor(
    private readonly model: RemoteModel,
    { folder, memory, mode, context }: DownloadOptions,
  ) {
    this.#folder = folder;
    this.#memory = memory;
    this.#mode = mode;
    this.#context = context;
  }

  async run(): Promise<{ manifest: Manifest; open(path: string): Promise<Blob | undefined> }> {
    const { id, location, files } = this.model;
    const known = (await this.#folder.readManifest())?.files ?? {};
    let manifest: Manifest = { id, source: location, complete: false, files: {} };
    for (const file of files) {
      const stored = await this.#stored(file, known[file.path]);
      const facts = stored ?? (await this.#fetch(file));
      this.#arrived.set(file.path, facts.size);
      manifest = { ...manifest, files: { ...manifest.files, [file.path]: facts } };
      if (this.#inMemory.size === 0) await this.#keep(manifest);
    }
    if (this.#inMemory.size === 0) await this.#keep({ ...manifest, complete: true });
    this.#report(files.at(-1)!.path, true);
    return { manifest, open: (path) => (this.#inMemory.has(path) ? this.#memory : this.#folder).open(path) };
  }

  /** Notes what is there. A manifest that has no room is no loss: its files are then looked at again. */
  async #keep(manifest: Manifest): Promise<void> {
    await this.#folder.writeManifest(manifest).catch((error: unknown) => {
      if (!isQuotaError(error)) throw error;
    });
  }

  async #stored({ path, size, sha256 }: RemoteFile, known: StoredFile | undefined): Promise<StoredFile | undefined> {
    if (known === undefined || (await this.#folder.open(path))?.size !== known.size) return undefined;
    return (size ?? known.size) === known.size && (sha256 ?? known.sha256) === known.sha256 ? known : undefined;
  }

  async #fetch(file: RemoteFile): Promise<StoredFile> {
    if (this.#inMemory.size === 0) {
      try {
        return await this.#fetchInto(this.#folder, file);
      } catch (error) {
        if (!isQuotaError(error)) throw error;
        await this.#folder.remove(file.path);
        if (this.#mode !== 'auto') throw this.#full(error);
        this.#context.onWarning?.(memoryWarning("the browser's storage is full"));
      }
    }
    this.#inMemory.add(file.path);
    return this.#fetchInto(this.#memory, file);
  }

  async #fetchInto(folder: StoreFolder, file: RemoteFile): Promise<StoredFile> {
    const { path, url, size, sha256 } = file;
    const { signal } = this.#context;
    const { headers = {} } = this.model;
    const begun = folder.kind === 'opfs' ? ((await folder.open(path))?.size ?? 0) : 0;
    const whole = begun > 0 && begun === size; // it arrived, but its page went away before that was noted
    if (!whole) {
      const range = begun > 0 ? { ...headers, range: `bytes=${begun}-` } : headers;
      let response = await fetchResponse(url, { signal, headers: range, what: 'model', name: url, accept: [416] });
      if (response.status === 416) response = await fetchResponse(url, { signal, headers, what: 'model', name: url });
      const offset = response.status === 206 ? begun : 0; // a server without ranges begins again
      await this.#write(folder, file, offset, response);
    }
    const blob = (await folder.open(path))!;
    await checkKind(blob, path, url).catch(async (error: unknown) => {
      await folder.remove(path);
      throw error;
    });
    const received = await sha256Of(blob);
    if (sha256 !== undefined && sha256 !== received) {
      await folder.remove(path);
      throw new ModelIntegrityError(
        path,
        `${path} from ${url}: expected sha256 ${sha256}, received ${received}. The file was damaged on the way or changed on the server; try again.`,
      );
    }
    return { size: blob.size, sha256: received };
  }

  async #write(folder: StoreFolder, { path, url }: RemoteFile, offset: number, response: Response): Promise<void> {
    const { signal } = this.#context;
    const encoded = response.headers.has('content-encoding');
    const length = response.headers.get('content-length');
    const end = encoded || length === null ? undefined : offset + Number(length);
    let arrived = offset;
    const count = new TransformStream<Uint8Array, Uint8Array>({
      transform: (piece, controller) => {
        arrived += piece.byteLength;
        this.#arrived.set(path, arrived);
        this.#report(path);
        controller.enqueue(piece);
      },
    });
    const resumable = folder.kind === 'opfs';
    try {
      await folder.write(path, offset, response.body!.pipeThrough(count));
    } catch (cause) {
      if (signal?.aborted) throw new AbortedError(signal.reason);
      if (isQuotaError(cause) || cause instanceof OverpaintError) throw cause;
      throw this.#brokenOff(url, arrived, end, resumable, cause);
    }
    if (end !== undefined && arrived !== end) throw this.#brokenOff(url, arrived, end, resumable);
  }

  #brokenOff(url: string, arrived: number, end: number | undefined, resumable: boolean, cause?: unknown): Error {
    return new DownloadError(
      `model: ${url} broke off after ${arrived}${end === undefined ? '' : ` of ${end}`} bytes. ` +
        (resumable ? 'What arrived is kept; the next call goes on from there.' : 'Try again.'),
      { url, resumable, cause },
    );
  }

  #full(cause: unknown): Error {
    const total = this.model.files.reduce((sum, { size = 0 }) => sum + size, 0);
    return new StorageError(
      `model: the browser's storage has no room for ${this.model.id} (${Math.ceil(total / 2 ** 20)} MB). ` +
        'Remove other models, free disk space, or set storage to "auto" to keep it in memory.',
      { cause },
    );
  }

  #report(file: string, last = false): void {
    const now = performance.now();
    if (!last && now - this.#reported < reportEvery) return;
    this.#reported = now;
    let loaded = 0;
    for (const size of this.#arrived.values()) loaded += size;
    const total = this.model.files.reduce((sum, { path, size }) => sum + (size ?? this.#arrived.get(path) ?? 0), 0);
    this.#context.onDownload?.({ type: 'download', file, loaded, total: Math.max(total, loaded) });
  }
}
