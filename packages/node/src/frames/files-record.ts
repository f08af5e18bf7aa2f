import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ImageDecodeError, type SourceRecord } from '@overpaint/core';

/** What recipes keep of the files of a folder, in their order. None is kept in memory. @throws ImageDecodeError `IMAGE_DECODE` */
export async function filesRecord(paths: readonly string[]): Promise<SourceRecord> {
  const all = createHash('sha256');
  let bytes = 0;
  for (const path of paths) {
    const digest = createHash('sha256');
    const reading = createReadStream(path);
    await pipeline(reading, digest).catch((cause: Error) => {
      throw new ImageDecodeError(`frames: ${path} could not be read (${cause.message}).`, { cause });
    });
    bytes += reading.bytesRead;
    all.update(digest.digest('hex'));
  }
  return { of: 'files', bytes, sha256: all.digest('hex') };
}
