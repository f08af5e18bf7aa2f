import { AbortedError, DownloadError, ModelIntegrityError, OverpaintError } from '@overpaint/core';
import {
  checkKind,
  type HttpResponse,
  patiently,
  piecesOf,
  type RemoteFile,
  type RemotePlace,
  tellingBytes,
  throwIfLater,
} from '@overpaint/core/platform';
import { ask, plainFailure } from './ask.js';
import { sha256Of } from './sha256.js';
import { isQuotaError, type StoredFile, type StoreFolder } from './storage/store-folder.js';

export interface DownloadFileOptions extends Pick<RemotePlace, 'headers' | 'attempts' | 'failure'> {
  readonly signal: AbortSignal;
  /** Told of the bytes that are there, those of an earlier attempt among them. */
  onArrived(bytes: number): void;
}

/**
 * Fetches one file into a folder of the store, from where an earlier attempt stopped if the place can keep a part. What
 * breaks off is continued, with longer pauses each time that nothing came.
 *
 * @throws DownloadError `DOWNLOAD`, OfflineError `OFFLINE`, ModelIntegrityError `MODEL_INTEGRITY`, AbortedError `ABORTED`,
 * DOMException `QuotaExceededError` when there is no room.
 */
export async function downloadFile(
  folder: StoreFolder,
  file: RemoteFile,
  { signal, attempts, onArrived, ...asked }: DownloadFileOptions,
): Promise<StoredFile> {
  const { path, url, sha256 } = file;
  let farthest = 0;
  const work = (progress: () => void) =>
    attempt(folder, file, {
      ...asked,
      signal,
      onArrived(bytes) {
        if (bytes > farthest) progress(); // what comes a second time is none
        farthest = Math.max(farthest, bytes);
        onArrived(bytes);
      },
    });
  await patiently({ url, signal, attempts, work });
  const blob = (await folder.open(path))!;
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

async function attempt(folder: StoreFolder, file: RemoteFile, asked: DownloadFileOptions): Promise<void> {
  const { path, url, size } = file;
  const { headers = {}, signal, failure = plainFailure } = asked;
  const begun = folder.kind === 'opfs' ? ((await folder.open(path))?.size ?? 0) : 0;
  if (begun > 0 && begun === size) return; // it arrived, but its page went away before that was noted
  const range = begun > 0 ? { ...headers, range: `bytes=${begun}-` } : headers;
  let response = await ask(url, { signal, headers: range });
  if (response.status === 416) response = await ask(url, { signal, headers });
  throwIfLater(response);
  if (!response.ok) throw failure(response, url);
  const offset = response.status === 206 ? begun : 0; // a server without ranges begins again
  await write(folder, file, { ...asked, offset, response });
}

interface Arriving extends Pick<DownloadFileOptions, 'signal' | 'onArrived'> {
  readonly offset: number;
  readonly response: HttpResponse;
}

async function write(
  folder: StoreFolder,
  { path, url }: RemoteFile,
  { offset, response, signal, onArrived }: Arriving,
): Promise<void> {
  const encoded = response.headers.get('content-encoding') !== null;
  const length = response.headers.get('content-length');
  const end = encoded || length === null ? undefined : offset + Number(length);
  let arrived = offset;
  const pieces = piecesOf(response);
  const counted = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value } = await pieces.next();
        if (value === undefined) return controller.close();
        if (arrived === 0) checkKind(value.subarray(0, tellingBytes), path, url);
        arrived += value.byteLength;
        onArrived(arrived);
        controller.enqueue(value);
      },
      async cancel() {
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
  const brokenOff = (cause?: unknown) =>
    new DownloadError(
      `model: ${url} broke off after ${arrived}${end === undefined ? '' : ` of ${end}`} bytes. ` +
        (folder.kind === 'opfs' ? 'What arrived is kept; the next call goes on from there.' : 'Try again.'),
      { url, resumable: folder.kind === 'opfs', cause },
    );
  try {
    await folder.write(path, offset, counted);
  } catch (cause) {
    if (signal.aborted) throw new AbortedError(signal.reason);
    if (isQuotaError(cause) || cause instanceof OverpaintError) throw cause;
    throw brokenOff(cause);
  }
  if (end !== undefined && arrived !== end) throw brokenOff();
}
