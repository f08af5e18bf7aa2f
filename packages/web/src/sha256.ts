import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { browserDigest, canDigest, type Digest } from './digest.js';

/** More than this is hashed piece by piece, so that no file has to fit into memory: by a script, an order of magnitude slower. */
const wholeAtOnce = 512 * 2 ** 20;

/** Of anything on any page: by the browser where it can and the content fits into memory, else by a script. */
export const sha256Of: Digest = async (content) => {
  const file = content instanceof Blob;
  if (canDigest() && (!file || content.size <= wholeAtOnce)) return browserDigest(content);
  if (!file) return bytesToHex(sha256(content));
  const hash = sha256.create();
  const reader = content.stream().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) hash.update(piece.value);
  return bytesToHex(hash.digest());
};
