import { describeValue } from './describe-value.js';
import { brand, type ErrorCode, type ErrorOptions, OverpaintError } from './overpaint-error.js';

/** An option is missing, out of range or of the wrong kind. `argument` names it. */
export class InvalidArgumentError extends OverpaintError {
  override readonly name = 'InvalidArgumentError';
  declare readonly code: 'INVALID_ARGUMENT';
  readonly argument: string;

  constructor(argument: string, expected: string, received: unknown, hint = '') {
    super(
      'INVALID_ARGUMENT',
      `${argument}: expected ${expected}, received ${describeValue(received)}.${hint && ` ${hint.trim()}`}`,
    );
    this.argument = argument;
  }
}

/** This model, backend or version lacks what was asked for. `feature` names it. */
export class UnsupportedError extends OverpaintError {
  override readonly name = 'UnsupportedError';
  declare readonly code: 'UNSUPPORTED';
  readonly feature: string;

  constructor(feature: string, message: string, options?: ErrorOptions) {
    super('UNSUPPORTED', message, options);
    this.feature = feature;
  }
}

/** The source could not be read as a picture: missing, empty, truncated or of an unknown format. */
export class ImageDecodeError extends OverpaintError {
  override readonly name = 'ImageDecodeError';
  declare readonly code: 'IMAGE_DECODE';

  constructor(message: string, options?: ErrorOptions) {
    super('IMAGE_DECODE', message, options);
  }
}

/** The picture has more pixels than `limitInputPixels` allows. It was refused before its pixels were decoded. */
export class ImageTooLargeError extends OverpaintError {
  override readonly name = 'ImageTooLargeError';
  declare readonly code: 'IMAGE_TOO_LARGE';
  readonly width: number;
  readonly height: number;
  readonly limit: number;

  constructor(width: number, height: number, limit: number) {
    super(
      'IMAGE_TOO_LARGE',
      `image: expected at most ${limit} pixels, received ${width} × ${height} = ${width * height}. ` +
        'Scale it down first, or raise limitInputPixels if you trust the file.',
    );
    this.width = width;
    this.height = height;
    this.limit = limit;
  }
}

/** No model is where `source` points. */
export class ModelNotFoundError extends OverpaintError {
  override readonly name = 'ModelNotFoundError';
  declare readonly code: 'MODEL_NOT_FOUND';
  readonly source: string;

  constructor(source: string, message: string, options?: ErrorOptions) {
    super('MODEL_NOT_FOUND', message, options);
    this.source = source;
  }
}

/** A model folder or graph is not what a pipeline needs. `component` names the part. */
export class ModelInvalidError extends OverpaintError {
  override readonly name = 'ModelInvalidError';
  declare readonly code: 'MODEL_INVALID';
  readonly component: string;

  constructor(component: string, message: string, options?: ErrorOptions) {
    super('MODEL_INVALID', message, options);
    this.component = component;
  }
}

/** A model file does not have the hash that it must have. */
export class ModelIntegrityError extends OverpaintError {
  override readonly name = 'ModelIntegrityError';
  declare readonly code: 'MODEL_INTEGRITY';
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super('MODEL_INTEGRITY', message, options);
    this.file = file;
  }
}

/** A file could not be fetched from `url`. `status` is the HTTP status, if there was an answer. */
export class DownloadError extends OverpaintError {
  override readonly name = 'DownloadError';
  declare readonly code: 'DOWNLOAD';
  readonly url: string;
  readonly status: number | undefined;
  /** Whether what arrived is kept, so that the next call goes on from there. */
  readonly resumable: boolean;

  constructor(
    message: string,
    {
      url,
      status,
      resumable = false,
      ...options
    }: ErrorOptions & { url: string; status?: number | undefined; resumable?: boolean | undefined },
  ) {
    super('DOWNLOAD', message, options);
    this.url = url;
    this.status = status;
    this.resumable = resumable;
  }
}

/** A download is needed while the network is off or must not be used. */
export class OfflineError extends OverpaintError {
  override readonly name = 'OfflineError';
  declare readonly code: 'OFFLINE';

  constructor(message: string, options?: ErrorOptions) {
    super('OFFLINE', message, options);
  }
}

/** A file could not be written: no room, no permission, no such folder. */
export class StorageError extends OverpaintError {
  override readonly name = 'StorageError';
  declare readonly code: 'STORAGE';

  constructor(message: string, options?: ErrorOptions) {
    super('STORAGE', message, options);
  }
}

/** ONNX Runtime failed while it opened or ran `component`; its own message is the `cause`. */
export class BackendError extends OverpaintError {
  override readonly name = 'BackendError';
  declare readonly code: 'BACKEND';
  readonly component: string;

  constructor(component: string, message: string, options?: ErrorOptions) {
    super('BACKEND', message, options);
    this.component = component;
  }
}

/** A network put out NaN or infinity, which would end as a black picture. `component` names the network. */
export class NonFiniteError extends OverpaintError {
  override readonly name = 'NonFiniteError';
  declare readonly code: 'NON_FINITE';
  readonly component: string;

  constructor(component: string, where: string) {
    super(
      'NON_FINITE',
      `${component} put out a value that is not a finite number ${where}. ` +
        'Its weights may be damaged, or float16 overflows in it: try a float32 export, another provider, or a lower guidanceScale.',
    );
    this.component = component;
  }
}

/** A network or a picture does not fit into memory. */
export class OutOfMemoryError extends OverpaintError {
  override readonly name = 'OutOfMemoryError';
  declare readonly code: 'OUT_OF_MEMORY';
  readonly component: string;

  constructor(component: string, message: string, options?: ErrorOptions) {
    super('OUT_OF_MEMORY', message, options);
    this.component = component;
  }
}

/** The call was stopped by its signal or by `run.abort()`. Its `name` is `AbortError`, as with every web API. */
export class AbortedError extends OverpaintError {
  override readonly name = 'AbortError';
  declare readonly code: 'ABORTED';

  constructor(reason?: unknown) {
    super('ABORTED', 'The call was aborted before it was done; nothing was written.', { cause: reason });
  }
}

/** Which class an error of each code has, and with it which facts it carries. */
export interface ErrorByCode {
  readonly INVALID_ARGUMENT: InvalidArgumentError;
  readonly UNSUPPORTED: UnsupportedError;
  readonly IMAGE_DECODE: ImageDecodeError;
  readonly IMAGE_TOO_LARGE: ImageTooLargeError;
  readonly MODEL_NOT_FOUND: ModelNotFoundError;
  readonly MODEL_INVALID: ModelInvalidError;
  readonly MODEL_INTEGRITY: ModelIntegrityError;
  readonly DOWNLOAD: DownloadError;
  readonly OFFLINE: OfflineError;
  readonly STORAGE: StorageError;
  readonly BACKEND: BackendError;
  readonly NON_FINITE: NonFiniteError;
  readonly OUT_OF_MEMORY: OutOfMemoryError;
  readonly ABORTED: AbortedError;
}

/**
 * Whether a value is an Overpaint error, also one of another copy of the package (ESM beside CJS, two versions), and
 * of the code that is named, if one is. The compiler knows its facts afterwards, also in a `switch` over `error.code`.
 *
 * @example
 * ```ts
 * import { img2img, isOverpaintError } from 'overpaint';
 * try {
 *   await img2img({ image: 'bird.jpg', model: 'models/dreamy' });
 * } catch (error) {
 *   if (isOverpaintError(error, 'MODEL_NOT_FOUND')) console.error(`There is no model at ${error.source}.`);
 *   else throw error;
 * }
 * ```
 */
export function isOverpaintError<C extends ErrorCode = ErrorCode>(value: unknown, code?: C): value is ErrorByCode[C] {
  if (typeof value !== 'object' || value === null || !(brand in value)) return false;
  return code === undefined || ('code' in value && value.code === code);
}

/** @throws {@link AbortedError} `ABORTED` when the signal has fired; its reason becomes the cause. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError(signal.reason);
}

/** Whether a call failed because it was stopped, also where another copy of the package says so. */
export const isAborted = (error: unknown): boolean => isOverpaintError(error, 'ABORTED');
