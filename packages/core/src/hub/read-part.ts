import { AbortedError, DownloadError, isOverpaintError } from '../errors/index.js';
import { checkKind, tellingBytes } from './check-kind.js';
import { type Ask, type HttpResponse, piecesOf } from './http.js';
import { type Patience, patiently, throwIfLater } from './patience.js';
import type { RemoteFile } from './remote-file.js';

/** Bytes behind the start that are read through for the sake of a part, where a server sends files whole only. */
const farthest = 4 * 2 ** 20;

export interface ReadPartOptions extends Patience {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly ask: Ask;
  /** What a refusal means. */
  failure(response: HttpResponse, url: string): Error;
}

/**
 * The bytes `from` … `to` (exclusive) of a file on a server.
 *
 * @returns nothing where the server knows no ranges and they lie far behind the file's start: better to fetch it whole.
 * @throws DownloadError `DOWNLOAD`, OfflineError `OFFLINE`, AbortedError `ABORTED`.
 */
export async function readPart(
  file: RemoteFile,
  from: number,
  to: number,
  { headers = {}, signal, ask, failure, ...patience }: ReadPartOptions,
): Promise<Uint8Array | undefined> {
  const { path, url } = file;
  const range = { ...headers, range: `bytes=${from}-${to - 1}` };
  const work = async () => {
    const response = await ask(url, { signal, headers: range });
    throwIfLater(response);
    if (!response.ok) throw failure(response, url);
    const whole = response.status !== 206;
    if (whole && to > farthest) {
      await response.body?.cancel();
      return undefined;
    }
    const skipped = whole ? from : 0;
    const bytes = await firstBytes(response, skipped + to - from).catch((cause: unknown) => {
      if (signal?.aborted) throw new AbortedError(signal.reason);
      if (isOverpaintError(cause)) throw cause;
      throw new DownloadError(`model: ${url} broke off on the way. Try again.`, { url, cause });
    });
    if (whole || from === 0) checkKind(bytes.subarray(0, tellingBytes), path, url);
    const part = bytes.subarray(skipped);
    const [, start = from] = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '') ?? [];
    if (part.length === to - from && Number(start) === from) return part;
    throw new DownloadError(
      `model: expected the bytes ${from} to ${to - 1} of ${url}, received ${part.length} from ${start} on. The file changed on the server meanwhile; try again.`,
      { url, status: response.status },
    );
  };
  return patiently({ ...patience, url, signal, work });
}

/** So many bytes of a body, or fewer where it ends before. The rest is left where it is. */
async function firstBytes(response: HttpResponse, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  let filled = 0;
  for await (const piece of piecesOf(response)) {
    const wanted = piece.subarray(0, count - filled);
    bytes.set(wanted, filled);
    filled += wanted.length;
    if (filled === count) break;
  }
  return bytes.slice(0, filled);
}
