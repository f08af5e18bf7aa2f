import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** sha256 of bytes or of a text, in hex. */
export const sha256Of = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

/** A fingerprint of what decides a result: the same facts have the same one. */
export const fingerprintOf = (facts: unknown): string => sha256Of(JSON.stringify(facts));

/** sha256 of a file, read piece by piece; nothing where it cannot be read. */
export async function sha256OfFile(path: string): Promise<string | undefined> {
  const digest = createHash('sha256');
  return pipeline(createReadStream(path), digest).then(
    () => digest.digest('hex'),
    () => undefined,
  );
}
