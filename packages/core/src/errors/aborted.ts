import { isOverpaintError, OverpaintError } from './overpaint-error.js';

/** The call was stopped by its signal or by `run.abort()`. Its `name` is `AbortError`, as with every web API. */
export class AbortedError extends OverpaintError {
  override readonly name = 'AbortError';

  constructor(reason?: unknown) {
    super('ABORTED', 'The call was aborted before it was done; nothing was written.', { cause: reason });
  }
}

/** @throws {@link AbortedError} `ABORTED` when the signal has fired; its reason becomes the cause. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError(signal.reason);
}

/** Whether a call failed because it was stopped, also where another copy of the package says so. */
export function isAborted(error: unknown): boolean {
  return isOverpaintError(error) && error.code === 'ABORTED';
}
