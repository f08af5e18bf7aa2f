import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  AbortedError,
  DownloadError,
  isOverpaintError,
  ModelIntegrityError,
  StorageError,
  throwIfAborted,
} from '@overpaint/core';
import {
  type Ask,
  checkKind,
  type HttpResponse,
  leave,
  type Patience,
  patiently,
  piecesOf,
  type RemoteFile,
  throwIfLater,
} from '@overpaint/core/platform';
import { makeFolder } from '../make-folder.js';
import { reason } from './ask.js';

export interface DownloadBlobOptions extends Patience {
  readonly ask: Ask;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** For messages. */
  readonly timeout: number;
  /** What a refusal means. */
  failure(response: HttpResponse, url: string): Error;
  /** Told of the bytes that are here, those of an earlier attempt among them. */
  onArrived(bytes: number): void;
}

/** What a file is called until it is whole. Not huggingface_hub's own name, which another process may write to. */
export const partialOf = (blob: string): string => `${blob}.overpaint.incomplete`;

/**
 * Fetches a file into the cache's blobs. It has its final name only when it is whole and its hash is right; what has arrived of
 * it before, in another process too, is continued.
 *
 * @throws DownloadError `DOWNLOAD`, OfflineError `OFFLINE`, ModelIntegrityError `MODEL_INTEGRITY`, StorageError `STORAGE`,
 * AbortedError `ABORTED`.
 */
export async function downloadBlob(blob: string, file: RemoteFile, options: DownloadBlobOptions): Promise<void> {
  const { signal, onArrived, attempts, pause } = options;
  const { path, url } = file;
  const partial = partialOf(blob);
  await makeFolder(dirname(blob)).catch(storageError(file));
  let farthest = 0;
  for (let tries = 1; ; tries++) {
    const before = await sizeOf(partial);
    const work = (progress: () => void) =>
      attempt(partial, file, {
        ...options,
        onArrived(bytes) {
          if (bytes > farthest) progress(); // what comes a second time is none
          farthest = Math.max(farthest, bytes);
          onArrived(bytes);
        },
      });
    const received = await patiently({ attempts, pause, url, signal, work });
    if (received === expectedHash(file)) break;
    await rm(partial, { force: true });
    // What an earlier process left may be what was wrong, after a crash of the machine for one: once more, from the start.
    if (before > 0 && tries === 1) continue;
    throw new ModelIntegrityError(
      path,
      `${path} from ${url}: expected ${file.sha256 ? 'sha256' : 'the git hash'} ${expectedHash(file)}, received ${received}. ` +
        'The file was damaged on the way or changed on the server; nothing of it was kept. Try again.',
    );
  }
  await rename(partial, blob).catch(storageError(file));
}

const expectedHash = ({ sha256, gitSha1 }: RemoteFile) => sha256 ?? gitSha1;

/** The hash that a file is named by: of its content, or git's. */
export function blobHash({ sha256, size }: RemoteFile): Hash {
  return sha256 === undefined ? createHash('sha1').update(`blob ${size}\0`) : createHash('sha256');
}

/** Fetches what is missing, from where the file on disk ends, and gives the hash of all of it. */
async function attempt(partial: string, file: RemoteFile, options: DownloadBlobOptions): Promise<string> {
  const { ask, signal, failure, onArrived, timeout } = options;
  const { path, url, size } = file;
  let begun = await sizeOf(partial);
  if (begun > size) {
    await rm(partial, { force: true });
    begun = 0;
  }
  const hash = blobHash(file);
  for await (const piece of begun > 0 ? createReadStream(partial) : []) {
    throwIfAborted(signal);
    hash.update(piece);
  }
  onArrived(begun);
  if (begun === size && (size > 0 || (await stat(partial).catch(() => undefined)))) return hash.digest('hex');

  const headers = begun > 0 ? { ...options.headers, range: `bytes=${begun}-` } : options.headers;
  const response = await ask(url, { headers, signal });
  throwIfLater(response);
  if (response.status === 416) {
    leave(response);
    await rm(partial, { force: true });
    throw new DownloadError(`model: ${url} has fewer bytes than the ${begun} that arrived before.`, { url });
  }
  if (!response.ok) throw failure(response, url);
  const offset = await offsetOf(response, begun, file);
  const whole = offset === begun ? hash : blobHash(file); // a server without ranges begins again
  const handle = await open(partial, offset === 0 ? 'w' : 'a').catch(storageError(file));
  let arrived = offset;
  try {
    for await (const piece of piecesOf(response)) {
      if (arrived === 0) checkKind(piece, path, url);
      if (arrived + piece.length > size) throw wrongLength(file, `more than that`);
      await handle.appendFile(piece).catch(storageError(file));
      whole.update(piece);
      arrived += piece.length;
      onArrived(arrived);
    }
    await handle.sync().catch(storageError(file)); // whatever has the final name outlives a loss of power
  } catch (cause) {
    if (signal.aborted) throw new AbortedError(signal.reason);
    if (isOverpaintError(cause)) throw cause;
    throw brokenOff(file, arrived, reason(cause, timeout), cause);
  } finally {
    await handle.close();
  }
  if (arrived < size) throw brokenOff(file, arrived, 'the server ended it');
  return whole.digest('hex');
}

/** From which byte on an answer goes. */
async function offsetOf(response: HttpResponse, begun: number, file: RemoteFile): Promise<number> {
  const { status, headers } = response;
  const encoded = headers.get('content-encoding') !== null;
  const length = encoded ? null : headers.get('content-length');
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  const offset = status === 206 ? Number(from ?? begun) : 0;
  const told = status === 206 ? total : length;
  const wrong = told !== null && told !== undefined && Number(told) !== file.size;
  if (!wrong && (offset === begun || offset === 0)) return offset;
  for await (const piece of piecesOf(response)) {
    checkKind(piece, file.path, file.url); // a page in its place has another length too
    break;
  }
  throw wrongLength(file, wrong ? `${told} bytes` : `bytes from ${offset} on, where ${begun} were here`);
}

const wrongLength = ({ path, url, size }: RemoteFile, received: string) =>
  new ModelIntegrityError(
    path,
    `${path} from ${url}: expected ${size} bytes, received ${received}. The file changed on the server; try again.`,
  );

const brokenOff = ({ url, size }: RemoteFile, arrived: number, why: string, cause?: unknown) =>
  new DownloadError(
    `model: ${url} broke off after ${arrived} of ${size} bytes: ${why}. What arrived is kept; the next call goes on from there.`,
    { url, resumable: true, cause },
  );

const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** A failure of the disk as an error that says what to do. */
export const storageError =
  ({ path }: Pick<RemoteFile, 'path'>) =>
  (failure: NodeJS.ErrnoException): never => {
    const cause = isOverpaintError(failure, 'STORAGE') ? (failure.cause as NodeJS.ErrnoException) : failure;
    const full = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
    throw new StorageError(
      full
        ? `model: the disk is full; ${path} did not fit. What arrived is kept. Make room ("overpaint models list" tells what models take), or set HF_HUB_CACHE to a folder on a larger disk.`
        : `model: ${path} could not be written: ${cause.message}. Set HF_HUB_CACHE to a folder that can be written to.`,
      { cause },
    );
  };
