import { type ErrorOptions, OverpaintError } from './overpaint-error.js';

/** A file could not be fetched from `url`. `status` is the HTTP status, if there was an answer. */
export class DownloadError extends OverpaintError {
  override readonly name = 'DownloadError';
  readonly url: string;
  readonly status: number | undefined;
  /** Whether what arrived is kept, so that the next call goes on from there. */
  readonly resumable: boolean;

  constructor(
    message: string,
    {
      url,
      status,
      resumable = false,
      ...options
    }: ErrorOptions & { url: string; status?: number; resumable?: boolean },
  ) {
    super('DOWNLOAD', message, options);
    this.url = url;
    this.status = status;
    this.resumable = resumable;
  }
}
