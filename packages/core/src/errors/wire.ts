import {
  AbortedError,
  BackendError,
  DownloadError,
  type ErrorByCode,
  ImageDecodeError,
  ImageTooLargeError,
  InvalidArgumentError,
  isOverpaintError,
  ModelIntegrityError,
  ModelInvalidError,
  ModelNotFoundError,
  NonFiniteError,
  OfflineError,
  OutOfMemoryError,
  StorageError,
  UnsupportedError,
} from './errors.js';
import { type ErrorCode, OverpaintError } from './overpaint-error.js';

/** An error as plain data, which a message between threads can carry: a class does not survive being copied. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Only Overpaint's own errors have one. */
  readonly code: ErrorCode | undefined;
  /** The error's own facts: `argument`, `component`, `url`, … */
  readonly fields: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly cause: WireError | string | undefined;
}

const classes: { readonly [C in ErrorCode]: abstract new (...args: never) => ErrorByCode[C] } = {
  INVALID_ARGUMENT: InvalidArgumentError,
  UNSUPPORTED: UnsupportedError,
  IMAGE_DECODE: ImageDecodeError,
  IMAGE_TOO_LARGE: ImageTooLargeError,
  MODEL_NOT_FOUND: ModelNotFoundError,
  MODEL_INVALID: ModelInvalidError,
  MODEL_INTEGRITY: ModelIntegrityError,
  DOWNLOAD: DownloadError,
  OFFLINE: OfflineError,
  STORAGE: StorageError,
  BACKEND: BackendError,
  NON_FINITE: NonFiniteError,
  OUT_OF_MEMORY: OutOfMemoryError,
  ABORTED: AbortedError,
};

/** Any thrown value as data. Fields that a message could not carry are left out. */
export function errorToWire(error: unknown): WireError {
  const { name, message, stack, cause, ...own } = describe(error);
  const fields = Object.entries(own).filter(([key, value]) => key !== 'code' && isPlain(value));
  return {
    name,
    message,
    stack,
    code: isOverpaintError(error) ? error.code : undefined,
    fields: Object.fromEntries(fields) as WireError['fields'],
    cause: cause === undefined || typeof cause === 'string' ? cause : errorToWire(cause),
  };
}

/** The error again: of the same class, with the same fields, message, stack and cause. */
export function errorFromWire(wire: WireError): Error {
  const cause = typeof wire.cause === 'object' ? errorFromWire(wire.cause) : wire.cause;
  const options = cause === undefined ? {} : { cause };
  const { code, name, message, stack, fields } = wire;
  // The base's constructor with the class's prototype: each class's own one takes other arguments and writes the message.
  const error =
    code === undefined
      ? new Error(message, options)
      : (Reflect.construct(OverpaintError, [code, message, options], classes[code]) as OverpaintError);
  return Object.assign(error, fields, error.name === name ? {} : { name }, stack === undefined ? {} : { stack });
}

interface Described extends Record<string, unknown> {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause?: unknown;
}

function describe(error: unknown): Described {
  // DOMExceptions have these as getters of their prototype, errors as properties that are not enumerable.
  if (typeof error !== 'object' || error === null || !('message' in error)) {
    return { name: 'Error', message: String(error), stack: undefined };
  }
  const { name, message, stack, cause } = error as unknown as Described;
  return { ...error, name: String(name), message: String(message), stack, cause };
}

const isPlain = (value: unknown) => value === undefined || /^(string|number|boolean)$/.test(typeof value);
