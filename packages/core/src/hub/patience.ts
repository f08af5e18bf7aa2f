import { DownloadError, isOverpaintError } from '../errors/index.js';
import { type HttpResponse, leave, pause } from './http.js';

/** How failures that may pass are met. */
export interface Patience {
  /** Attempts in a row that bring nothing before it is given up. @defaultValue 5 */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second attempt; each one after waits twice as long, up to 30 s. @defaultValue 1000 */
  readonly pause?: number | undefined;
}

/** Seconds that a server may ask to be left alone; of one that asks for more, the person is told. */
const longestWait = 300;

const longestPause = 30_000;

/** Statuses that pass: too slow, too many requests, the server's own trouble. */
const passing = (status: number | undefined) => status === 408 || status === 429 || (status ?? 0) >= 500;

/** An answer that says to come back later. */
export class LaterError extends Error {
  constructor(
    readonly status: number,
    /** Seconds, where the server says. */
    readonly after: number | undefined,
  ) {
    super(`status ${status}`);
  }
}

/**
 * Refuses answers that may be another one after a while, so that {@link patiently} asks again.
 *
 * @throws LaterError
 */
export function throwIfLater(response: HttpResponse): void {
  const { status, headers } = response;
  if (!passing(status)) return;
  leave(response);
  throw new LaterError(status, retryAfter(headers.get('retry-after')));
}

/** `Retry-After` in seconds: it is a number of them, or a date (RFC 9110, section 10.2.3). */
export function retryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const value = Number.isNaN(seconds) ? (Date.parse(header) - now) / 1000 : seconds;
  return Number.isNaN(value) ? undefined : Math.max(0, value);
}

export interface PatientWork<T> extends Patience {
  readonly url: string;
  readonly signal: AbortSignal | undefined;
  /**
   * One attempt. It says by `progress()` when it brings something, after which as many attempts are left as before.
   * @throws LaterError, DownloadError for failures that may pass; whatever else it throws is thrown at once.
   */
  work(progress: () => void): Promise<T>;
}

/**
 * Does work that a network may break, again and again with longer pauses between, or those that the server asks for.
 * Half of each pause is left to chance, so that many who were sent away do not come back together.
 *
 * @throws what the last attempt threw; DownloadError `DOWNLOAD` for a server that is too busy; AbortedError `ABORTED`.
 */
export async function patiently<T>({ attempts = 5, pause: first = 1000, ...asked }: PatientWork<T>): Promise<T> {
  const { url, signal, work } = asked;
  for (let failures = 0; ; ) {
    try {
      return await work(() => (failures = 0));
    } catch (error) {
      if (!(error instanceof LaterError) && !mayPass(error)) throw error;
      failures++;
      const after = error instanceof LaterError ? error.after : undefined;
      if (failures >= attempts || (after ?? 0) > longestWait) throw asDownloadError(error, url, failures);
      const backOff = Math.min(longestPause, first * 2 ** (failures - 1));
      await pause(after === undefined ? backOff * (0.5 + Math.random() / 2) : after * 1000, signal);
    }
  }
}

const mayPass = (error: unknown) =>
  isOverpaintError(error, 'DOWNLOAD') && (error.status === undefined || passing(error.status));

function asDownloadError(error: unknown, url: string, failures: number): unknown {
  if (!(error instanceof LaterError)) return error;
  const { status, after } = error;
  const when = after === undefined ? 'Try again later.' : `It asks to be left alone for ${Math.ceil(after)} seconds.`;
  return new DownloadError(
    `model: ${url} answered ${status}${failures > 1 ? ` ${failures} times in a row` : ''}: the server is ${status === 429 ? 'too busy for so many requests' : 'in trouble'}. ${when} What arrived is kept.`,
    { url, status, resumable: true, cause: error },
  );
}
