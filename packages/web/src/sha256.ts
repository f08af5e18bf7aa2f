import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** More than this is hashed piece by piece, so that no file has to fit into memory. */
const wholeAtOnce = 64 * 2 ** 20;

/** sha256 of a file, in hex. */
export async function sha256Of(file: Blob): Promise<string> {
  // The browser's own digest is several times faster, but takes the whole file, and exists on secure pages only.
  if (file.size <= wholeAtOnce && globalThis.crypto.subtle !== undefined) {
    return hexDigest(await file.arrayBuffer());
  }
  const hash = sha256.create();
  const reader = file.stream().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) hash.update(piece.value);
  return bytesToHex(hash.digest());
}

/** sha256 of bytes in memory, in hex. */
export async function hexDigest(bytes: BufferSource): Promise<string> {
  if (globalThis.crypto.subtle !== undefined) {
    return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  }
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  return bytesToHex(sha256(view));
}
