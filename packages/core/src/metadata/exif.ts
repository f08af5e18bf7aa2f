import { concatBytes, latin1Bytes, latin1Text, utf8Text, utf16Bytes, utf16Text, viewOf } from './bytes.js';

/**
 * The one field of EXIF that matters here: UserComment (CIPA DC-008 Exif 2.32, tag 0x9286), where A1111 keeps its text
 * in JPEG and WebP. EXIF is a TIFF file without pixels: directories of 12-byte entries with offsets from its start.
 */

const EXIF_DIRECTORY = 0x8769;
const USER_COMMENT = 0x9286;
const LONG = 4;
const UNDEFINED = 7;

/** A TIFF block with nothing but the text, as A1111 writes it: big-endian, code `UNICODE`, UTF-16. */
export function writeUserComment(text: string): Uint8Array {
  const comment = concatBytes([latin1Bytes('UNICODE\0'), utf16Bytes(text)]);
  const head = new Uint8Array(44);
  const view = viewOf(head);
  head.set(latin1Bytes('MM\0*'));
  view.setUint32(4, 8); // the first directory: one entry, which points to the second
  writeDirectory(view, 8, EXIF_DIRECTORY, LONG, 1, 26);
  writeDirectory(view, 26, USER_COMMENT, UNDEFINED, comment.length, 44);
  return concatBytes([head, comment]);
}

function writeDirectory(view: DataView, at: number, tag: number, type: number, count: number, value: number): void {
  view.setUint16(at, 1);
  view.setUint16(at + 2, tag);
  view.setUint16(at + 4, type);
  view.setUint32(at + 6, count);
  view.setUint32(at + 10, value);
  view.setUint32(at + 14, 0); // no further directory
}

/** The UserComment of a TIFF block; nothing when there is none or the block is damaged. */
export function readUserComment(tiff: Uint8Array): string | undefined {
  if (tiff.length < 8) return undefined;
  const view = viewOf(tiff);
  const order = latin1Text(tiff.subarray(0, 2));
  if (order !== 'MM' && order !== 'II') return undefined;
  const littleEndian = order === 'II';
  const directory = findEntry(view, view.getUint32(4, littleEndian), EXIF_DIRECTORY, littleEndian);
  const entry = directory && findEntry(view, directory.value, USER_COMMENT, littleEndian);
  if (!entry || entry.value + entry.count > tiff.length) return undefined;
  return decodeComment(tiff.subarray(entry.value, entry.value + entry.count), littleEndian);
}

/** `value` is where the content lies, or the content itself where that is a single LONG. */
function findEntry(view: DataView, at: number, tag: number, littleEndian: boolean) {
  if (at + 2 > view.byteLength) return undefined;
  const end = at + 2 + 12 * view.getUint16(at, littleEndian);
  for (let entry = at + 2; entry < end && entry + 12 <= view.byteLength; entry += 12) {
    if (view.getUint16(entry, littleEndian) !== tag) continue;
    return { count: view.getUint32(entry + 4, littleEndian), value: view.getUint32(entry + 8, littleEndian) };
  }
  return undefined;
}

function decodeComment(comment: Uint8Array, littleEndianFile: boolean): string {
  const code = latin1Text(comment.subarray(0, 8));
  if (code !== 'UNICODE\0') {
    let end = comment.length;
    while (end > 8 && comment[end - 1] === 0) end--; // padding
    return utf8Text(comment.subarray(8, end));
  }
  const text = comment.subarray(8);
  // Tools disagree on the order of the two bytes. Most characters are below 256: their zero byte tells it.
  let [even, odd] = [0, 0];
  for (let i = 0; i + 1 < text.length; i += 2) {
    if (text[i] === 0) even++;
    if (text[i + 1] === 0) odd++;
  }
  return utf16Text(text, even === odd ? littleEndianFile : odd > even);
}
