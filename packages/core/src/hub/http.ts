import { AbortedError } from '../errors/index.js';

/** The part of a `Response` that downloads use: browsers have it, and Node. */
export interface HttpResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: { get(name: string): string | null };
  readonly body: HttpBody | null;
  text(): Promise<string>;
}

export interface HttpBody {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(): Promise<unknown>;
  };
  cancel(): Promise<unknown>;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks a server, and follows where it sends to. An answer of any status is an answer.
 *
 * @throws DownloadError `DOWNLOAD` where there is none, OfflineError `OFFLINE`, AbortedError `ABORTED`.
 */
export type Ask = (url: string, request: HttpRequest) => Promise<HttpResponse>;

/** The pieces of a body, as they come. What is not asked for is not read. */
export async function* piecesOf({ body }: HttpResponse): AsyncGenerator<Uint8Array, void, void> {
  if (body === null) return;
  const reader = body.getReader();
  let done = false;
  try {
    for (;;) {
      const piece = await reader.read();
      done = piece.done;
      if (piece.value !== undefined) yield piece.value;
      if (done) return;
    }
  } finally {
    if (!done) await reader.cancel().catch(() => {}); // it is broken already
  }
}

/** Has no use for a body: its connection is free again. */
export function leave({ body }: HttpResponse): void {
  body?.cancel().catch(() => {}); // it is broken already
}

/** After so many milliseconds, or with an error as soon as the signal fires. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      onAbort = () => reject(new AbortedError(signal?.reason));
      if (signal?.aborted) return onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      timer = setTimeout(resolve, milliseconds);
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
