import { type ErrorOptions, OverpaintError } from './overpaint-error.js';

/** The source could not be read as a picture: missing, empty, truncated or of an unknown format. */
export class ImageDecodeError extends OverpaintError {
  override readonly name = 'ImageDecodeError';

  constructor(message: string, options: ErrorOptions = {}) {
    super('IMAGE_DECODE', message, options);
  }
}
