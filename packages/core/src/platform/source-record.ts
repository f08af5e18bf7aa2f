import type { SourceRecord } from '../recipe.js';
import { webDigest } from '../web-digest.js';

/**
 * What a recipe keeps of a source: by its sha256 the picture is known again, whatever it is called and wherever it lies.
 * Nothing where the platform does not hash, as on pages without https.
 *
 * @param of encoded pictures are known by their bytes, all else by their pixels (RGBA, 8 bits).
 */
export async function sourceRecord(
  of: 'file' | 'pixels',
  { buffer, byteOffset, byteLength }: Uint8Array | Uint8ClampedArray,
): Promise<SourceRecord | undefined> {
  if (crypto.subtle === undefined) return undefined;
  return { of, bytes: byteLength, sha256: await webDigest(new Uint8Array(buffer, byteOffset, byteLength)) };
}
