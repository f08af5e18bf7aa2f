import { type ErrorOptions, OverpaintError } from './overpaint-error.js';

/** A network or a picture does not fit into memory. */
export class OutOfMemoryError extends OverpaintError {
  override readonly name = 'OutOfMemoryError';
  readonly component: string;

  constructor(component: string, message: string, options: ErrorOptions = {}) {
    super('OUT_OF_MEMORY', message, options);
    this.component = component;
  }
}
