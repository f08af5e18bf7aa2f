import { type ErrorCode, isOverpaintError, OverpaintError } from '@overpaint/node';

/** An error of a worker, with its code; facts that the code's class has beside it are fields here as well. */
class RemoteError extends OverpaintError {
  override readonly name: string;

  constructor({ code, message, ...facts }: Told) {
    super(code, message);
    Object.assign(this, facts);
    this.name = code === 'ABORTED' ? 'AbortError' : 'OverpaintError';
  }
}

interface Told {
  readonly code: ErrorCode;
  readonly message: string;
  readonly argument?: string;
}

/** What the same request would meet anywhere: painting it again is of no use. */
const final: readonly ErrorCode[] = [
  'INVALID_ARGUMENT',
  'UNSUPPORTED',
  'IMAGE_DECODE',
  'IMAGE_TOO_LARGE',
  'MODEL_NOT_FOUND',
  'MODEL_INVALID',
  'NON_FINITE',
  'ABORTED',
];

export const isFinal = (error: unknown): boolean => isOverpaintError(error) && final.includes(error.code);

/** An error as Redis keeps it. Errors that are not Overpaint's are the worker's own trouble, which its log tells. */
export function tellError(error: unknown): string {
  if (!isOverpaintError(error)) return 'A worker failed. Its log says why.';
  const { argument } = error as { argument?: string };
  return JSON.stringify({ code: error.code, message: error.message, ...(argument && { argument }) } satisfies Told);
}

export function readError(text: string | undefined): Error {
  try {
    return new RemoteError(JSON.parse(text ?? '') as Told);
  } catch {
    return new Error(text || 'The job failed.'); // BullMQ's own words, such as of a job that stalled too often
  }
}
