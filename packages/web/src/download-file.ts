import { AbortedError, DownloadError, ModelIntegrityError, OverpaintError } from '@overpaint/core';
import { checkKind } from './check-kind.js';
import { fetchResponse } from './fetch-response.js';
import type { RemoteFile } from './remote-file.js';
import { sha256Of } from './sha256.js';
import { isQuotaError, type StoredFile, type StoreFolder } from './storage/store-folder.js';

export interface DownloadFileOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal: AbortSignal;
  /** Told of the bytes that are there, those of an earlier attempt among them. */
  onArrived(bytes: number): void;
}

/**
 * Fetches one file into a folder of the store, from where an earlier attempt stopped if the place can keep a part.
 *
 * @throws DownloadError `DOWNLOAD`, OfflineError `OFFLINE`, ModelIntegrityError `MODEL_INTEGRITY`, AbortedError `ABORTED`,
 * DOMException `QuotaExceededError` when there is no room.
 */
export async function downloadFile(
  folder: StoreFolder,
  file: RemoteFile,
  { headers = {}, signal, onArrived }: DownloadFileOptions,
): Promise<StoredFile> {
  const { path, url, size, sha256 } = file;
  const begun = folder.kind === 'opfs' ? ((await folder.open(path))?.size ?? 0) : 0;
  const whole = begun > 0 && begun === size; // it arrived, but its page went away before that was noted
  if (!whole) {
    const range = begun > 0 ? { ...headers, range: `bytes=${begun}-` } : headers;
    let response = await fetchResponse(url, { signal, headers: range, what: 'model', name: url, accept: [416] });
    if (response.status === 416) response = await fetchResponse(url, { signal, headers, what: 'model', name: url });
    const offset = response.status === 206 ? begun : 0; // a server without ranges begins again
    await write(folder, file, { offset, response, signal, onArrived });
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

interface Arriving extends Pick<DownloadFileOptions, 'signal' | 'onArrived'> {
  readonly offset: number;
  readonly response: Response;
}

async function write(
  folder: StoreFolder,
  { path, url }: RemoteFile,
  { offset, response, signal, onArrived }: Arriving,
): Promise<void> {
  const encoded = response.headers.has('content-encoding');
  const length = response.headers.get('content-length');
  const end = encoded || length === null ? undefined : offset + Number(length);
  let arrived = offset;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform: (piece, controller) => {
      arrived += piece.byteLength;
      onArrived(arrived);
      controller.enqueue(piece);
    },
  });
  const brokenOff = (cause?: unknown) =>
    new DownloadError(
      `model: ${url} broke off after ${arrived}${end === undefined ? '' : ` of ${end}`} bytes. ` +
        (folder.kind === 'opfs' ? 'What arrived is kept; the next call goes on from there.' : 'Try again.'),
      { url, resumable: folder.kind === 'opfs', cause },
    );
  try {
    await folder.write(path, offset, response.body!.pipeThrough(count));
  } catch (cause) {
    if (signal.aborted) throw new AbortedError(signal.reason);
    if (isQuotaError(cause) || cause instanceof OverpaintError) throw cause;
    throw brokenOff(cause);
  }
  if (end !== undefined && arrived !== end) throw brokenOff();
}
