import { type ErrorOptions, OverpaintError } from './overpaint-error.js';

/** A file could not be written: no room, no permission, no such folder. */
export class StorageError extends OverpaintError {
  override readonly name = 'StorageError';

  constructor(message: string, options: ErrorOptions = {}) {
    super('STORAGE', message, options);
  }
}
