import {
  concatBytes,
  encodedText,
  latin1Bytes,
  latin1Text,
  plainText,
  startsWith,
  utf16Bytes,
  utf16Text,
  viewOf,
} from './bytes.js';

/**
 * The texts of EXIF (CIPA DC-008 Exif 2.32) by which tools tell how a picture was made, above all UserComment. EXIF is a
 * TIFF file without pixels: directories of 12-byte entries with offsets from its start.
 */

const EXIF_DIRECTORY = 0x8769;
const USER_COMMENT = 0x9286;
const LONG = 4;
const UNDEFINED = 7;

const tags: Readonly<Record<number, string>> = {
  270: 'ImageDescription',
  271: 'Make',
  272: 'Model',
  305: 'Software',
  37510: 'UserComment',
};

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

/**
 * The texts of a TIFF block by the names of their tags; of a damaged one those that can be read. Which of the two
 * directories a tag is in does not matter: tools write UserComment into either.
 */
export function readExifTexts(block: Uint8Array): Map<string, string> {
  const texts = new Map<string, string>();
  // JPEG's segment name stands before the block in files of other formats too.
  const tiff = startsWith(block, latin1Bytes('Exif\0\0')) ? block.subarray(6) : block;
  const order = latin1Text(tiff.subarray(0, 4));
  if (tiff.length < 8 || (order !== 'MM\0*' && order !== 'II*\0')) return texts;
  const littleEndian = order.startsWith('II');
  const view = viewOf(tiff);
  const first = directory(view, view.getUint32(4, littleEndian), littleEndian);
  const link = first.find(({ tag }) => tag === EXIF_DIRECTORY);
  for (const { tag, count, value } of [...(link ? directory(view, link.value, littleEndian) : []), ...first]) {
    const name = tags[tag];
    const fits = count > 4 && value + count <= tiff.length; // what is shorter lies in the entry itself: no text worth reading
    if (name === undefined || texts.has(name) || !fits) continue;
    const bytes = tiff.subarray(value, value + count);
    const text = (tag === USER_COMMENT ? commentText(bytes, littleEndian) : plainText(bytes)).replace(/\0+$/, '');
    if (text.trim() !== '') texts.set(name, text);
  }
  return texts;
}

/** `value` is where the content lies, or the content itself where that is a single LONG. */
function directory(view: DataView, at: number, littleEndian: boolean) {
  const count = at + 2 > view.byteLength ? 0 : view.getUint16(at, littleEndian);
  const whole = Math.min(count, Math.floor((view.byteLength - at - 2) / 12));
  return Array.from({ length: Math.max(0, whole) }, (_, index) => {
    const entry = at + 2 + 12 * index;
    return {
      tag: view.getUint16(entry, littleEndian),
      count: view.getUint32(entry + 4, littleEndian),
      value: view.getUint32(entry + 8, littleEndian),
    };
  });
}

/** A UserComment begins with eight bytes that name its encoding; where none is named, some tools leave them out. */
function commentText(comment: Uint8Array, littleEndian: boolean): string {
  const rest = comment.subarray(8);
  switch (latin1Text(comment.subarray(0, 8)).replace(/[\0 ]+$/, '')) {
    case 'UNICODE':
    case 'Unicode':
      return unicodeText(rest, littleEndian);
    case 'JIS': // ISO-2022-JP says the standard, Shift-JIS write Python's tools
      return encodedText(rest, rest.includes(0x1b) ? 'iso-2022-jp' : 'shift_jis') ?? plainText(rest);
    case 'ASCII':
    case '':
      return plainText(rest);
    default:
      return plainText(comment);
  }
}

function unicodeText(text: Uint8Array, littleEndian: boolean): string {
  const mark = text.length > 1 ? (text[0]! << 8) | text[1]! : 0;
  if (mark === 0xfeff || mark === 0xfffe) return utf16Text(text.subarray(2), mark === 0xfffe);
  // Tools disagree on the order of the two bytes. Most characters are below 256: their zero byte tells it.
  let [even, odd] = [0, 0];
  for (let i = 0; i + 1 < text.length; i += 2) {
    if (text[i] === 0) even++;
    if (text[i + 1] === 0) odd++;
  }
  const utf8 = even === 0 && odd === 0 ? encodedText(text, 'utf-8') : undefined; // some mean UTF-8 by the name
  return utf8 ?? utf16Text(text, even === odd ? littleEndian : odd > even);
}
