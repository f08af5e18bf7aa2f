/** What went wrong, as a stable word to switch on. The text of a message may change, its code does not. */
export type ErrorCode =
  | 'INVALID_ARGUMENT'
  | 'UNSUPPORTED'
  | 'IMAGE_DECODE'
  | 'IMAGE_TOO_LARGE'
  | 'MODEL_NOT_FOUND'
  | 'MODEL_INVALID'
  | 'MODEL_INTEGRITY'
  | 'DOWNLOAD'
  | 'OFFLINE'
  | 'STORAGE'
  | 'BACKEND'
  | 'NON_FINITE'
  | 'OUT_OF_MEMORY'
  | 'ABORTED';

export interface ErrorOptions {
  /** The error that led to this one: ONNX Runtime's, the file system's, the decoder's. */
  readonly cause?: unknown;
}

/** Every copy of the package (ESM beside CommonJS, two versions) puts the same mark on its errors. */
export const brand = Symbol.for('overpaint.error');

/**
 * The base of every error that Overpaint throws. Its message says what was expected, what came and what to do.
 *
 * @example
 * ```ts
 * import { img2img, isOverpaintError } from 'overpaint';
 * try {
 *   await img2img({ image: 'missing.jpg' });
 * } catch (error) {
 *   if (isOverpaintError(error, 'IMAGE_DECODE')) console.error(error.message);
 * }
 * ```
 */
export class OverpaintError extends Error {
  override readonly name: string = 'OverpaintError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }
}
