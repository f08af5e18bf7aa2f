import { OverpaintError } from './overpaint-error.js';

/** The picture has more pixels than `limitInputPixels` allows. It was refused before its pixels were decoded. */
export class ImageTooLargeError extends OverpaintError {
  override readonly name = 'ImageTooLargeError';
  readonly width: number;
  readonly height: number;
  readonly limit: number;

  constructor(width: number, height: number, limit: number) {
    super(
      'IMAGE_TOO_LARGE',
      `image: expected at most ${limit} pixels, received ${width} × ${height} = ${width * height}. ` +
        'Scale it down first, or raise limitInputPixels if you trust the file.',
    );
    this.width = width;
    this.height = height;
    this.limit = limit;
  }
}
