import { DownloadError } from '@overpaint/core';

/**
 * Refuses an HTML page in place of a model's file: servers of single-page applications answer every address with their
 * start page and status 200.
 *
 * @throws DownloadError `DOWNLOAD`.
 */
export async function checkKind(file: Blob, path: string, url: string): Promise<void> {
  const start = (await file.slice(0, 64).text()).trimStart();
  if (!/^<(!doctype html|html|head)/i.test(start)) return;
  throw new DownloadError(
    `model: expected the file ${path} at ${url}, received an HTML page. The server has no such file and answers with its ` +
      'start page; check the address of the model.',
    { url, status: 200 },
  );
}
