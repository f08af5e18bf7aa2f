import { AbortedError, DownloadError } from '@overpaint/core';
import { checkKind } from './check-kind.js';
import { fetchResponse } from './fetch-response.js';
import type { RemoteFile } from './remote-file.js';

/** Bytes behind the start that are read through for the sake of a part, where a server sends files whole only. */
const farthest = 4 * 2 ** 20;

export interface ReadPartOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The bytes `from` … `to` (exclusive) of a file on a server.
 *
 * @returns nothing where the server knows no ranges and they lie far behind the file's start: better to fetch it whole.
 * @throws DownloadError `DOWNLOAD`, OfflineError `OFFLINE`, AbortedError `ABORTED`.
 */
export async function readPart(
  { path, url }: RemoteFile,
  from: number,
  to: number,
  { headers = {}, signal }: ReadPartOptions,
): Promise<Uint8Array | undefined> {
  const range = { ...headers, range: `bytes=${from}-${to - 1}` };
  const response = await fetchResponse(url, { signal, headers: range, what: 'model', name: url });
  const whole = response.status !== 206;
  if (whole && to > farthest) {
    await response.body?.cancel();
    return undefined;
  }
  const skipped = whole ? from : 0;
  const bytes = await firstBytes(response, skipped + to - from).catch((cause: unknown) => {
    if (signal?.aborted) throw new AbortedError(signal.reason);
    throw new DownloadError(`model: ${url} broke off on the way. Try again.`, { url, cause });
  });
  if (whole || from === 0) await checkKind(new Blob([bytes.slice(0, 64)]), path, url);
  const part = bytes.subarray(skipped);
  const [, start = from] = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (part.length === to - from && Number(start) === from) return part;
  throw new DownloadError(
    `model: expected the bytes ${from} to ${to - 1} of ${url}, received ${part.length} from ${start} on. The file changed on the server meanwhile; try again.`,
    { url, status: response.status },
  );
}

/** So many bytes of a body, or fewer where it ends before. The rest is left where it is. */
async function firstBytes(response: Response, count: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(count);
  const reader = response.body!.getReader();
  let filled = 0;
  while (filled < count) {
    const piece = await reader.read();
    if (piece.done) break;
    const wanted = piece.value.subarray(0, count - filled);
    bytes.set(wanted, filled);
    filled += wanted.length;
  }
  await reader.cancel();
  return bytes.slice(0, filled);
}
