import { type FetchContext, type ModelFiles, StorageError, type Warning } from '@overpaint/core';
import {
  PartReader,
  type RemoteFile,
  type RemoteModel,
  readPart,
  SharedWork,
  smallFile,
} from '@overpaint/core/platform';
import { ask, plainFailure } from './ask.js';
import { blobFiles } from './blob-files.js';
import type { KeptFiles } from './kept-files.js';
import { sha256Of } from './sha256.js';

/** Milliseconds between two reports of a download. */
const reportEvery = 100;

/** Downloads under way, by model and address: each is shared by all who wait for it. */
export type Downloads = Map<string, SharedWork<true, number | Warning>>;

/** What was read of files that are not here, in the same way. */
export type Parts = Map<string, PartReader>;

export interface RemoteFilesOptions {
  readonly kept: KeptFiles;
  readonly downloads: Downloads;
  readonly parts: Parts;
  /** Ends the reading of headers, while the model is being opened. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A model on a server: its files are known from a list, described by reading their headers, and fetched when they are
 * needed. Those that are here stay here.
 */
export function remoteFiles(model: RemoteModel, { kept, downloads, parts, signal }: RemoteFilesOptions): ModelFiles {
  const { id, location, dtype, files } = model;
  const byPath = new Map(files.map((file) => [file.path, file]));
  const keyOf = ({ url, size }: RemoteFile) => `${id} ${url} ${size}`;

  const download = (file: RemoteFile): SharedWork<true, number | Warning> => {
    const key = keyOf(file);
    const known = downloads.get(key);
    if (known !== undefined && !known.abandoned) return known;
    const work = new SharedWork<true, number | Warning>(async (context) => {
      await kept.download(file, model, context);
      return true;
    });
    downloads.set(key, work);
    const end = () => downloads.get(key) === work && downloads.delete(key);
    work.result.then(end, end);
    return work;
  };

  async function fetch(paths: readonly string[], { signal, onDownload, onWarning }: FetchContext): Promise<void> {
    kept.want(paths);
    const missing = paths.map((path) => byPath.get(path)!);
    const total = missing.reduce((sum, { size }) => sum + size, 0);
    let before = 0;
    let reported = 0;
    const report = (file: string, loaded: number, last = false) => {
      const now = performance.now();
      if (!last && now - reported < reportEvery) return;
      reported = now;
      onDownload?.({ type: 'download', file, loaded: Math.min(total, before + loaded), total });
    };
    for (const [index, file] of missing.entries()) {
      await download(file).wait(signal, (event) =>
        typeof event === 'number' ? report(file.path, event) : onWarning?.(event),
      );
      report(file.path, file.size, index === missing.length - 1);
      parts.delete(keyOf(file));
      before += file.size;
    }
  }

  return blobFiles({
    id,
    location,
    dtype,
    sha256Of,
    entries: () =>
      files.map((file) => {
        const here = kept.factsOf(file);
        return { path: file.path, size: file.size, sha256: file.sha256 ?? here?.sha256, present: here !== undefined };
      }),
    async open(path) {
      const blob = await kept.open(path);
      if (blob !== undefined) return blob;
      await fetch([path], {}); // it was removed from the browser's storage meanwhile
      const again = await kept.open(path);
      if (again !== undefined) return again;
      throw new StorageError(`model: ${path} of ${id} was removed from the browser's storage. Load the model again.`);
    },
    fetch,
    async readPart(path, from, to) {
      kept.want([path]);
      const file = byPath.get(path)!;
      const whole = async (from: number, to: number) => {
        await fetch([path], { signal });
        return new Uint8Array(await (await kept.open(path))!.slice(from, to).arrayBuffer());
      };
      if (file.size <= smallFile) return whole(from, to);
      const block = async (from: number, to: number) =>
        (await readPart(file, from, to, { failure: plainFailure, ...model, signal, ask })) ?? whole(from, to);
      const reader = parts.get(keyOf(file)) ?? new PartReader(file.size);
      parts.set(keyOf(file), reader);
      return reader.read(from, to, block);
    },
    onDamaged: (path) => kept.remove(path),
  });
}
