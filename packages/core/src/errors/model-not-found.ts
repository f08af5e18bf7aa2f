import { type ErrorOptions, OverpaintError } from './overpaint-error.js';

/** No model is where `source` points. */
export class ModelNotFoundError extends OverpaintError {
  override readonly name = 'ModelNotFoundError';
  readonly source: string;

  constructor(source: string, message: string, options: ErrorOptions = {}) {
    super('MODEL_NOT_FOUND', message, options);
    this.source = source;
  }
}
