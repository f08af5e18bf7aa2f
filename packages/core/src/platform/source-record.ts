import type { SourceRecord } from '../recipe.js';

/**
 * What a recipe keeps of a source: by its sha256 the picture is known again, whatever it is called and wherever it lies.
 * Nothing where the platform does not hash, as on pages without https.
 *
 * @param of encoded pictures are known by their bytes, all else by their pixels (RGBA, 8 bits).
 */
export async function sourceRecord(
  of: SourceRecord['of'],
  { buffer, byteOffset, byteLength }: Uint8Array | Uint8ClampedArray,
): Promise<SourceRecord | undefined> {
  const { subtle } = crypto;
  if (subtle === undefined) return undefined;
  const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  const hash = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return { of, bytes: byteLength, sha256: Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('') };
}
