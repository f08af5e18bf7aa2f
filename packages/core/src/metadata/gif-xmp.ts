import { latin1Bytes, startsWith } from './bytes.js';

export const isGif = (bytes: Uint8Array): boolean =>
  startsWith(bytes, latin1Bytes('GIF87a')) || startsWith(bytes, latin1Bytes('GIF89a'));

/**
 * The XMP of a GIF (XMP Specification, part 3, 1.1.2), where it stands before the first picture; a damaged file gives nothing.
 * It is no chain of blocks but plain UTF-8, in which no byte is 255; what follows begins with 1 and 255.
 */
export function readGifXmp(bytes: Uint8Array): Uint8Array | undefined {
  const flags = bytes[10] ?? 0;
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  while (bytes[at] === 0x21) {
    if (startsWith(bytes, latin1Bytes('\xff\x0bXMP DataXMP'), at + 1)) {
      const start = at + 14;
      const end = bytes.indexOf(255, start) - 1;
      return end > start ? bytes.subarray(start, end) : undefined;
    }
    at += 2;
    while (bytes[at]) at += bytes[at]! + 1;
    at++;
  }
  return undefined;
}
