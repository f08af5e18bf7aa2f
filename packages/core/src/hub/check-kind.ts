import { DownloadError } from '../errors/index.js';

/** Bytes from which a page can be told. */
export const tellingBytes = 64;

/**
 * Refuses an HTML page in place of a model's file: servers of single-page applications answer every address with their
 * start page and status 200, networks of hotels with their own.
 *
 * @param start the first {@link tellingBytes} bytes of the file.
 * @throws DownloadError `DOWNLOAD`.
 */
export function checkKind(start: Uint8Array, path: string, url: string): void {
  const text = new TextDecoder().decode(start.subarray(0, tellingBytes)).trimStart();
  if (!/^<(!doctype html|html|head)/i.test(text)) return;
  throw new DownloadError(
    `model: expected the file ${path} at ${url}, received an HTML page. The server has no such file and answers with a ` +
      'page instead; check the address of the model, and whether this network wants you to sign in first.',
    { url, status: 200 },
  );
}
