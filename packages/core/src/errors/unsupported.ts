import { type ErrorOptions, OverpaintError } from './overpaint-error.js';

/** This model, backend or version lacks what was asked for. `feature` names it. */
export class UnsupportedError extends OverpaintError {
  override readonly name = 'UnsupportedError';
  readonly feature: string;

  constructor(feature: string, message: string, options: ErrorOptions = {}) {
    super('UNSUPPORTED', message, options);
    this.feature = feature;
  }
}
