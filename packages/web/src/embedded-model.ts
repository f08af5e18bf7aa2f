import {
  AbortedError,
  DownloadError,
  type ModelFiles,
  ModelNotFoundError,
  type OpenModelContext,
} from '@overpaint/core';
import { type BlobEntry, blobFiles } from './blob-files.js';
import { checkKind } from './check-kind.js';
import type { Digest } from './digest.js';
import { fetchResponse } from './fetch-response.js';

/** The embedded model's files: their addresses, absolute, by their paths in the model's folder. */
export interface EmbeddedModel {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The model that comes with the package, fetched from where the page's own files lie. The browser's HTTP cache keeps it;
 * it is not stored a second time.
 */
export async function embeddedFiles(
  { id, files }: EmbeddedModel,
  { signal, onDownload }: OpenModelContext,
  sha256Of: Digest,
): Promise<ModelFiles> {
  const paths = Object.entries(files);
  if (paths.length === 0) throw new ModelNotFoundError(id, `model: none was named, and ${id} has no files here.`);
  const fetching = paths.map(async ([path, url]) => {
    const response = await fetchResponse(url, { signal, what: 'model', name: path });
    return { path, url, response, size: Number(response.headers.get('content-length') ?? 0) };
  });
  const responses = await Promise.all(fetching);
  const total = responses.reduce((sum, { size }) => sum + size, 0);
  let loaded = 0;
  const entries = responses.map(async ({ path, url, response }): Promise<BlobEntry> => {
    // Once more where it broke off: Chromium ends a response when another request for the same file, such as a service
    // worker's, fills the HTTP cache meanwhile (ERR_CACHE_WRITE_FAILURE).
    const blob = await response.blob().catch(() => fetchAgain(path, url, signal));
    await checkKind(blob, path, url);
    loaded += blob.size;
    onDownload?.({ type: 'download', file: path, loaded, total: Math.max(total, loaded) });
    return { path, size: blob.size, present: true, open: async () => blob };
  });
  return blobFiles({ id, location: id, entries: await Promise.all(entries), sha256Of });
}

async function fetchAgain(path: string, url: string, signal: AbortSignal | undefined): Promise<Blob> {
  const response = await fetchResponse(url, { signal, what: 'model', name: path, cache: 'no-store' });
  return response.blob().catch((cause: unknown) => {
    if (signal?.aborted) throw new AbortedError(signal.reason);
    throw new DownloadError(`model: ${path} broke off on the way from ${url}. Try again.`, { url, cause });
  });
}
