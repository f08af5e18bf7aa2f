import { type ErrorOptions, OverpaintError } from './overpaint-error.js';

/** A model file does not have the hash that it must have. */
export class ModelIntegrityError extends OverpaintError {
  override readonly name = 'ModelIntegrityError';
  readonly file: string;

  constructor(file: string, message: string, options: ErrorOptions = {}) {
    super('MODEL_INTEGRITY', message, options);
    this.file = file;
  }
}
