import { type ErrorOptions, OverpaintError } from './overpaint-error.js';

/** A download is needed while the network is off or must not be used. */
export class OfflineError extends OverpaintError {
  override readonly name = 'OfflineError';

  constructor(message: string, options: ErrorOptions = {}) {
    super('OFFLINE', message, options);
  }
}
