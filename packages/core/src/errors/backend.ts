import { type ErrorOptions, OverpaintError } from './overpaint-error.js';

/** ONNX Runtime failed while it opened or ran `component`; its own message is the `cause`. */
export class BackendError extends OverpaintError {
  override readonly name = 'BackendError';
  readonly component: string;

  constructor(component: string, message: string, options: ErrorOptions = {}) {
    super('BACKEND', message, options);
    this.component = component;
  }
}
