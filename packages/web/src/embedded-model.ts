import {
  AbortedError,
  DownloadError,
  type FetchContext,
  type ModelFiles,
  ModelNotFoundError,
  type OpenModelContext,
} from '@overpaint/core';
import { checkKind, SharedWork, tellingBytes } from '@overpaint/core/platform';
import { blobFiles } from './blob-files.js';
import type { Digest } from './digest.js';
import { fetchResponse } from './fetch-response.js';

/** The embedded model's files by their paths in the model's folder: their addresses, absolute, and their sizes in bytes. */
export interface EmbeddedModel {
  readonly id: string;
  readonly files: Readonly<Record<string, { readonly url: string; readonly size: number }>>;
}

/**
 * The model that comes with the package, fetched from where the page's own files lie. The browser's HTTP cache keeps it;
 * it is not stored a second time. Its graphs are small, so that what describes them brings all of them whole.
 */
export function embeddedFiles({ id, files }: EmbeddedModel, opening: OpenModelContext, sha256Of: Digest): ModelFiles {
  const graphs = Object.keys(files).filter((path) => path.endsWith('.onnx'));
  if (graphs.length === 0) throw new ModelNotFoundError(id, `model: none was named, and ${id} has no files here.`);
  const blobs = new Map<string, Blob>();
  const fetching = new Map<string, SharedWork<true>>();

  const bring = (path: string): SharedWork<true> => {
    const known = fetching.get(path);
    if (known !== undefined && !known.abandoned) return known;
    const work = new SharedWork<true>(async ({ signal }) => {
      blobs.set(path, await fetchBlob(path, files[path]!.url, signal));
      return true;
    });
    fetching.set(path, work);
    work.result.catch(() => fetching.get(path) === work && fetching.delete(path));
    return work;
  };

  async function fetch(paths: readonly string[], { signal, onDownload }: FetchContext): Promise<void> {
    const total = paths.reduce((sum, path) => sum + files[path]!.size, 0);
    let loaded = 0;
    const fetched = paths.map(async (file) => {
      await bring(file).wait(signal);
      loaded += files[file]!.size;
      onDownload?.({ type: 'download', file, loaded, total });
    });
    await Promise.all(fetched);
  }

  return blobFiles({
    id,
    location: id,
    sha256Of,
    entries: () =>
      Object.entries(files).map(([path, { size }]) => ({
        path,
        size: blobs.get(path)?.size ?? size,
        present: blobs.has(path),
      })),
    open: async (path) => blobs.get(path)!,
    fetch,
    async readPart(path, from, to) {
      const missing = path.endsWith('.onnx') ? graphs.filter((graph) => !blobs.has(graph)) : [path];
      await fetch(missing, opening);
      return new Uint8Array(await blobs.get(path)!.slice(from, to).arrayBuffer());
    },
  });
}

async function fetchBlob(path: string, url: string, signal: AbortSignal): Promise<Blob> {
  const options = { signal, what: 'model', name: path };
  // Once more where it broke off: Chromium ends a response when another request for the same file, such as a service
  // worker's, fills the HTTP cache meanwhile (ERR_CACHE_WRITE_FAILURE).
  const blob = await (await fetchResponse(url, options)).blob().catch(async () => {
    const again = await fetchResponse(url, { ...options, cache: 'no-store' });
    return again.blob().catch((cause: unknown) => {
      if (signal.aborted) throw new AbortedError(signal.reason);
      throw new DownloadError(`model: ${path} broke off on the way from ${url}. Try again.`, { url, cause });
    });
  });
  checkKind(new Uint8Array(await blob.slice(0, tellingBytes).arrayBuffer()), path, url);
  return blob;
}
