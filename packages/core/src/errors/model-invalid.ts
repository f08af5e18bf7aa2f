import { type ErrorOptions, OverpaintError } from './overpaint-error.js';

/** A model folder or graph is not what a pipeline needs. `component` names the part. */
export class ModelInvalidError extends OverpaintError {
  override readonly name = 'ModelInvalidError';
  readonly component: string;

  constructor(component: string, message: string, options: ErrorOptions = {}) {
    super('MODEL_INVALID', message, options);
    this.component = component;
  }
}
