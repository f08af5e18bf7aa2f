import { createHash } from 'node:crypto';
import { access, open, readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DownloadEvent,
  type FetchContext,
  type ModelFileEntry,
  type ModelFiles,
  ModelInvalidError,
  StorageError,
  throwIfAborted,
} from '@overpaint/core';
import {
  type Ask,
  type HttpResponse,
  PartReader,
  type RemoteFile,
  type RepositoryName,
  readPart,
  SharedWork,
  smallFile,
} from '@overpaint/core/platform';
import { downloadBlob, partialOf, storageError } from './download-blob.js';
import { type HubSettings, lockFolder } from './hub-settings.js';
import { withLockFile } from './lock-file.js';
import type { RepositoryCache } from './repository-cache.js';

/** Milliseconds between two reports of a download. */
const reportEvery = 100;
/** Files that are fetched at the same time. */
const atOnce = 8;
/** Bytes that stay free beside what is fetched. */
const spare = 64 * 2 ** 20;

/** Downloads under way in this process, by where they go: each is shared by all who wait for it. */
const downloads = new Map<string, SharedWork<true, number>>();

export interface HubFilesOptions {
  readonly name: RepositoryName;
  readonly commit: string;
  readonly files: readonly RemoteFile[];
  readonly cache: RepositoryCache;
  readonly settings: HubSettings;
  readonly ask: Ask;
  headers(): Promise<Readonly<Record<string, string>>>;
  failure(response: HttpResponse, url: string): Error;
  /** Ends the reading of headers, while the model is being opened. */
  readonly signal?: AbortSignal | undefined;
  /** sha256 of files that came without. */
  hash(paths: readonly string[]): Promise<string[]>;
}

/**
 * A hub repository at one commit: its files are known from a list, described by reading their headers, and fetched into the cache
 * when they are needed.
 */
export async function hubFiles(options: HubFilesOptions): Promise<ModelFiles> {
  const { name, commit, files, cache, settings, ask, failure } = options;
  const id = name.revision === 'main' ? name.repository : `${name.repository}@${name.revision}`;
  const location = `${settings.endpoint}/${name.repository}`;
  const byPath = new Map(files.map((file) => [file.path, file]));
  const parts = new Map<string, PartReader>();

  const find = (path: string): RemoteFile => {
    const file = byPath.get(path);
    if (file !== undefined) return file;
    const component = path.split('/')[0] || 'model';
    throw new ModelInvalidError(
      component,
      `${component}: expected the file ${JSON.stringify(path)} in ${location}, but it is not there.`,
    );
  };

  /** Into the blobs, and from there into the snapshot. A file that the hub names by no hash lies in the snapshot alone. */
  const bring = async (file: RemoteFile, signal: AbortSignal, emit: (bytes: number) => void): Promise<void> => {
    const blob = cache.blob(file);
    if (blob === undefined) {
      throw new ModelInvalidError(
        'model',
        `${file.path} of ${location}: the hub tells no hash of it, so it is not fetched.`,
      );
    }
    const isHere = async () => (await stat(blob).catch(() => undefined))?.size === file.size;
    const lock = join(lockFolder(cache.folder), `${blob.slice(blob.lastIndexOf('blobs') + 6)}.overpaint.lock`);
    const onWait = async () => emit((await stat(partialOf(blob)).catch(() => undefined))?.size ?? 0);
    if (!(await isHere())) {
      const asked = { ...settings, ask, failure, headers: await options.headers(), signal, onArrived: emit };
      const work = async () => {
        if (!(await isHere())) await downloadBlob(blob, file, asked); // another process may have been quicker
      };
      await withLockFile(lock, { signal, onWait }, work).catch((error: NodeJS.ErrnoException) => {
        if (typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)) return storageError(file)(error);
        throw error;
      });
    }
    if (!(await cache.has(commit, file))) await cache.place(commit, file.path, blob).catch(storageError(file));
  };

  const download = (file: RemoteFile): SharedWork<true, number> => {
    const key = cache.pointer(commit, file.path);
    const known = downloads.get(key);
    if (known !== undefined && !known.abandoned) return known;
    const work = new SharedWork<true, number>(async ({ signal, emit }) => {
      await bring(file, signal, emit);
      return true;
    });
    downloads.set(key, work);
    const end = () => downloads.get(key) === work && downloads.delete(key);
    work.result.then(end, end);
    return work;
  };

  async function fetch(paths: readonly string[], { signal, onDownload }: FetchContext): Promise<void> {
    throwIfAborted(signal);
    const asked = [...new Set(paths)].map(find);
    const here = await Promise.all(asked.map((file) => cache.has(commit, file)));
    const missing = asked.filter((_, index) => !here[index]).sort((a, b) => b.size - a.size);
    if (missing.length === 0) return;
    await checkRoom(missing, cache, settings.cache);
    const report = reporter(missing, onDownload);
    const stop = new AbortController();
    const stopAll = () => stop.abort(signal?.reason);
    signal?.addEventListener('abort', stopAll, { once: true });
    const queue = [...missing];
    const worker = async () => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        const { path, size } = file;
        await download(file).wait(stop.signal, (bytes) => report(path, bytes));
        report(path, size, queue.length === 0);
        parts.delete(path);
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, worker));
    } catch (error) {
      stop.abort(); // of the others nothing is wanted any more
      throw error;
    } finally {
      signal?.removeEventListener('abort', stopAll);
    }
  }

  const located = async (path: string): Promise<string> => {
    const file = find(path);
    if (!(await cache.has(commit, file))) await fetch([path], { signal: options.signal });
    return cache.pointer(commit, path);
  };

  const readLocal = async (path: string, from: number, to: number): Promise<Uint8Array> => {
    const handle = await open(path);
    try {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(to - from), 0, to - from, from);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  };

  return {
    id,
    location,
    dtype: name.dtype,
    async list() {
      const entries = files.map(
        async (file): Promise<ModelFileEntry> => ({
          path: file.path,
          size: file.size,
          sha256: file.sha256,
          present: await cache.has(commit, file),
        }),
      );
      return (await Promise.all(entries)).sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    async read(path, range) {
      if (range === undefined) return readFile(await located(path));
      const file = find(path);
      const to = Math.min(range.to, file.size);
      const { from } = range;
      if (from >= to) return new Uint8Array();
      if (file.size <= smallFile || (await cache.has(commit, file))) return readLocal(await located(path), from, to);
      const reader = parts.get(path) ?? new PartReader(file.size);
      parts.set(path, reader);
      const asked = { ...settings, ask, failure, headers: await options.headers(), signal: options.signal };
      return reader.read(
        from,
        to,
        async (from, to) => (await readPart(file, from, to, asked)) ?? readLocal(await located(path), from, to),
      );
    },
    fetch: (paths, context = {}) => fetch(paths, context),
    locate: located,
    async fingerprint(paths) {
      const lines = paths.map(async (path) => {
        const { sha256 } = find(path);
        return `${sha256 ?? (await options.hash([await located(path)]))[0]}  ${path}\n`;
      });
      return createHash('sha256')
        .update((await Promise.all(lines)).join(''))
        .digest('hex');
    },
  };
}

/** Counts the files of a call together, and tells no more often than one can read. */
function reporter(missing: readonly RemoteFile[], onDownload: ((event: DownloadEvent) => void) | undefined) {
  const total = missing.reduce((sum, { size }) => sum + size, 0);
  const arrived = new Map<string, number>();
  let reported = 0;
  let most = 0;
  return (file: string, bytes: number, last = false): void => {
    arrived.set(file, bytes);
    const now = performance.now();
    if (!last && now - reported < reportEvery) return;
    reported = now;
    most = Math.max(
      most,
      [...arrived.values()].reduce((sum, bytes) => sum + bytes, 0),
    ); // what begins again is not taken back
    onDownload?.({ type: 'download', file, loaded: Math.min(total, most), total });
  };
}

/** @throws StorageError `STORAGE` where the disk has no room for files, before any of them is asked for. */
async function checkRoom(missing: readonly RemoteFile[], cache: RepositoryCache, folder: string): Promise<void> {
  const sizes = missing.map(async (file) => {
    const blob = cache.blob(file);
    if (blob === undefined) return file.size;
    const arrived = (await stat(blob).catch(() => undefined)) ?? (await stat(partialOf(blob)).catch(() => undefined));
    return Math.max(0, file.size - (arrived?.size ?? 0));
  });
  const needed = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  const free = await freeBytes(cache.folder);
  if (free === undefined || needed + spare <= free || needed < spare / 64) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new StorageError(
    `model: ${megabytes(needed)} are to be fetched into ${folder}, where only ${megabytes(free)} are free. Make room ` +
      '("overpaint models list" tells what models take), or set HF_HUB_CACHE to a folder on a larger disk.',
  );
}

/** Free bytes of the disk that a folder lies on, or will, where the system tells. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  for (let path = folder; ; path = join(path, '..')) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    ) {
      const facts = await statfs(path).catch(() => undefined);
      return facts && facts.bavail * facts.bsize;
    }
    if (join(path, '..') === path) return undefined;
  }
}
