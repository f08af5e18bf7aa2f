import { isOverpaintError } from '@overpaint/node';

/** A request that is refused before anything is painted. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  /** The option that is wrong, where one is. */
  readonly argument: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503 | 504,
    readonly code: string,
    message: string,
    { argument, headers = {} }: { argument?: string; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.argument = argument;
    this.headers = headers;
  }
}

/** What a client can mend, by the codes of Overpaint's errors; all else is trouble of the server. */
const statuses = {
  INVALID_ARGUMENT: 400,
  IMAGE_DECODE: 400,
  IMAGE_TOO_LARGE: 413,
  UNSUPPORTED: 422,
  OUT_OF_MEMORY: 503,
  ABORTED: 503, // of a client that still listens: the server stops
} as const;

const told: Partial<Record<keyof typeof statuses, string>> = {
  OUT_OF_MEMORY: 'There is not enough memory for this picture. Ask for a smaller one.',
  ABORTED: 'The server stops. Try again in a moment.',
};

/** Any error as a client may see it: what is the server's own trouble is told in the log only. */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (isOverpaintError(error) && error.code in statuses) {
    const code = error.code as keyof typeof statuses;
    const { argument } = error as { argument?: string };
    const headers = statuses[code] === 503 ? { headers: { 'retry-after': '10' } } : {};
    return new HttpError(statuses[code], code, told[code] ?? error.message, {
      ...(argument && { argument }),
      ...headers,
    });
  }
  return new HttpError(500, 'INTERNAL', 'The picture could not be painted. The log of the server says why.');
}
