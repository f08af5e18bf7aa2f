export { describeValue } from './describe-value.js';
export {
  AbortedError,
  BackendError,
  DownloadError,
  type ErrorByCode,
  ImageDecodeError,
  ImageTooLargeError,
  InvalidArgumentError,
  isAborted,
  isOverpaintError,
  ModelIntegrityError,
  ModelInvalidError,
  ModelNotFoundError,
  NonFiniteError,
  OfflineError,
  OutOfMemoryError,
  StorageError,
  throwIfAborted,
  UnsupportedError,
} from './errors.js';
export { nearest, suggestion } from './nearest.js';
export { type ErrorCode, type ErrorOptions, OverpaintError } from './overpaint-error.js';
export { errorFromWire, errorToWire, type WireError } from './wire.js';
