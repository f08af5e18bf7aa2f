import { fetchResponse } from './fetch-response.js';

export interface ProbeOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * How many bytes a file on a server has. With a range that asks for all of it, browsers ask for the file itself and no
 * compressed form of it, whose length it would be.
 *
 * @returns nothing where the server has no such file.
 * @throws DownloadError `DOWNLOAD`, OfflineError `OFFLINE`, AbortedError `ABORTED`.
 */
export async function probeSize(url: string, { headers, signal }: ProbeOptions): Promise<number | undefined> {
  const ask = (method: string) =>
    fetchResponse(url, { signal, method, headers: { ...headers, range: 'bytes=0-' }, what: 'model', accept: 'any' });
  const head = await ask('HEAD');
  if (head.status === 416) return 0; // of an empty file there is no first byte
  if (isPage(head) || !(head.ok || withoutHead.includes(head.status))) return undefined;
  const length = head.ok ? lengthOf(head) : undefined;
  return length ?? lengthByGet(await ask('GET'));
}

/** Statuses of servers that answer no HEAD. */
const withoutHead = [405, 501];

async function lengthByGet(response: Response): Promise<number | undefined> {
  const length = response.status === 416 ? 0 : lengthOf(response);
  const isFile = response.ok && !isPage(response);
  if (isFile && length === undefined) return countBytes(response);
  await response.body?.cancel();
  return isFile || response.status === 416 ? length : undefined;
}

/** Servers of single-page applications answer every address with their start page. */
const isPage = ({ headers }: Response) => /^text\/html/.test(headers.get('content-type') ?? '');

function lengthOf({ headers }: Response): number | undefined {
  const length = headers.has('content-encoding') ? null : headers.get('content-length');
  return length === null ? undefined : Number(length);
}

async function countBytes({ body }: Response): Promise<number> {
  let count = 0;
  const reader = body!.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) count += piece.value.length;
  return count;
}
