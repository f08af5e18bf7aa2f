import { AbortedError, DownloadError, OfflineError } from '@overpaint/core';

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is fetched, as the word that a message begins with, and how it is called there. */
  readonly what: string;
  readonly name?: string;
  /** Statuses that the caller deals with, beside those from 200 to 299. */
  readonly accept?: readonly number[] | 'any';
  readonly method?: string;
  readonly cache?: RequestCache;
}

/**
 * fetch, with errors that say what to do.
 *
 * @throws DownloadError `DOWNLOAD` for an answer that is no success, or none; OfflineError `OFFLINE` without network;
 * AbortedError `ABORTED`.
 */
export async function fetchResponse(url: string, options: FetchOptions): Promise<Response> {
  const { signal, headers = {}, what, name = url, accept = [], method = 'GET', cache = 'default' } = options;
  let response: Response;
  try {
    response = await fetch(url, { method, headers, cache, ...(signal && { signal }) });
  } catch (cause) {
    if (signal?.aborted) throw new AbortedError(signal.reason);
    if (globalThis.navigator?.onLine === false) {
      throw new OfflineError(
        `${what}: ${name} is not stored here and the browser is offline. Try again with a network.`,
        {
          cause,
        },
      );
    }
    throw new DownloadError(
      `${what}: ${name} could not be fetched. Either the server cannot be reached, or it does not let this page read the file ` +
        '(CORS, Content-Security-Policy connect-src); browsers do not tell which.',
      { url: name, cause },
    );
  }
  if (response.ok || accept === 'any' || accept.includes(response.status)) return response;
  throw new DownloadError(
    `${what}: ${name} answered ${response.status} ${response.statusText}. Check the address${response.status === 401 || response.status === 403 ? ' and whether it needs a token' : ''}.`,
    { url: name, status: response.status },
  );
}
