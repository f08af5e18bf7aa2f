import { InvalidArgumentError } from '../errors/index.js';
import { concatBytes, latin1Bytes, plainText, startsWith, utf8Text, viewOf } from './bytes.js';

/** The APP1 segments and comments of JPEG files (ITU-T T.81 annex B; Exif; XMP specification part 3, section 1.1.3). */

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const COM = 0xfe;
/** The most that a segment holds: its length is a 16-bit number that counts itself. */
const MAX_SEGMENT = 65533;

const exifName = latin1Bytes('Exif\0\0');
const xmpName = latin1Bytes('http://ns.adobe.com/xap/1.0/\0');
const extensionName = latin1Bytes('http://ns.adobe.com/xmp/extension/\0');
/** Name, identifier of 32 hexadecimal digits, whole length, offset of this part. */
const EXTENSION_HEAD = extensionName.length + 32 + 8;

/** How many bytes of EXIF and of XMP fit; XMP goes on in extension segments. */
export const MAX_EXIF = MAX_SEGMENT - exifName.length;
export const MAX_XMP = MAX_SEGMENT - xmpName.length;

export interface JpegMetadata {
  readonly exif?: Uint8Array | undefined;
  readonly xmp?: Uint8Array | undefined;
  /** What did not fit into `xmp`, and the identifier by which `xmp` refers to it. */
  readonly extension?: { readonly id: string; readonly xmp: Uint8Array } | undefined;
}

interface Segment {
  readonly marker: number;
  readonly data: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff;
}

/** EXIF, XMP and comment of a JPEG; a damaged file gives what comes before the damage. */
export function readJpegMetadata(bytes: Uint8Array): { exif?: Uint8Array; xmp: string; comment: string } {
  let exif: Uint8Array | undefined;
  let xmp = '';
  let comment = '';
  const extension: { offset: number; data: Uint8Array }[] = [];
  for (const { marker, data } of segments(bytes)) {
    if (marker === COM) comment ||= plainText(data);
    if (marker !== APP1) continue;
    if (startsWith(data, exifName)) exif ??= data.subarray(exifName.length);
    else if (startsWith(data, xmpName)) xmp += utf8Text(data.subarray(xmpName.length));
    else if (startsWith(data, extensionName) && data.length >= EXTENSION_HEAD) {
      extension.push({ offset: viewOf(data).getUint32(EXTENSION_HEAD - 4), data: data.subarray(EXTENSION_HEAD) });
    }
  }
  // Parts are joined in the order of their offsets; nothing is allocated by a length that a file claims.
  extension.sort((a, b) => a.offset - b.offset);
  xmp += utf8Text(concatBytes(extension.map(({ data }) => data)));
  return { ...(exif && { exif }), xmp, comment };
}

/**
 * A JPEG with this metadata. XMP that is there is replaced; EXIF that is there stays, for it may hold the orientation.
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when the bytes are no JPEG.
 */
export function writeJpegMetadata(bytes: Uint8Array, { exif, xmp, extension }: JpegMetadata): Uint8Array {
  if (!isJpeg(bytes)) throw new InvalidArgumentError('bytes', 'a JPEG file', bytes);
  const all = [...segments(bytes)];
  const hasExif = all.some(({ marker, data }) => marker === APP1 && startsWith(data, exifName));
  const added: Uint8Array[] = [];
  if (exif && !hasExif) added.push(segment(exifName, exif));
  if (xmp) added.push(segment(xmpName, xmp));
  if (extension) added.push(...extensionSegments(extension.id, extension.xmp));

  const kept = all.filter(({ marker, data }) => !(marker === APP1 && isXmp(data)));
  const isJfif = ({ marker }: Segment) => marker === APP0;
  const slice = ({ start, end }: Segment) => bytes.subarray(start, end);
  const firstOther = kept.findIndex((part) => !isJfif(part));
  const lead = firstOther < 0 ? kept : kept.slice(0, firstOther);
  return concatBytes([
    bytes.subarray(0, 2),
    ...lead.map(slice),
    ...added,
    ...kept.slice(lead.length).map(slice),
    bytes.subarray(all.at(-1)?.end ?? 2),
  ]);
}

const isXmp = (data: Uint8Array) => startsWith(data, xmpName) || startsWith(data, extensionName);

/** The segments before the pixels; ends at the first that is not whole. */
function* segments(bytes: Uint8Array): Generator<Segment> {
  let start = 2;
  while (start + 4 <= bytes.length && bytes[start] === 0xff) {
    let at = start + 1;
    while (bytes[at] === 0xff) at++; // fill bytes
    const marker = bytes[at];
    if (marker === undefined || marker === SOS || marker === EOI || at + 3 > bytes.length) return;
    const length = (bytes[at + 1]! << 8) | bytes[at + 2]!;
    const end = at + 1 + length;
    if (length < 2 || end > bytes.length) return;
    yield { marker, data: bytes.subarray(at + 3, end), start, end };
    start = end;
  }
}

function segment(name: Uint8Array, data: Uint8Array): Uint8Array {
  const length = 2 + name.length + data.length;
  return concatBytes([Uint8Array.of(0xff, APP1, length >> 8, length & 255), name, data]);
}

function extensionSegments(id: string, xmp: Uint8Array): Uint8Array[] {
  const size = MAX_SEGMENT - EXTENSION_HEAD;
  return Array.from({ length: Math.ceil(xmp.length / size) }, (_, index) => {
    const place = new Uint8Array(8);
    viewOf(place).setUint32(0, xmp.length);
    viewOf(place).setUint32(4, index * size);
    const part = xmp.subarray(index * size, (index + 1) * size);
    return segment(extensionName, concatBytes([latin1Bytes(id), place, part]));
  });
}
