import { InvalidArgumentError } from '../errors/index.js';
import { concatBytes, latin1Bytes, latin1Text, startsWith, viewOf } from './bytes.js';

/** EXIF and XMP chunks of WebP files (RFC 9649, section 2). */

const EXIF_FLAG = 0x08;
const XMP_FLAG = 0x04;
const ALPHA_FLAG = 0x10;

export interface WebpChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

export interface WebpMetadata {
  readonly exif?: Uint8Array | undefined;
  readonly xmp?: Uint8Array | undefined;
}

export function isWebp(bytes: Uint8Array): boolean {
  return startsWith(bytes, latin1Bytes('RIFF')) && startsWith(bytes, latin1Bytes('WEBP'), 8);
}

/** EXIF (as a TIFF block) and XMP of a WebP; a damaged file gives what comes before the damage. */
export function readWebpMetadata(bytes: Uint8Array): WebpMetadata {
  const all = [...webpChunks(bytes)];
  return { exif: all.find(({ type }) => type === 'EXIF')?.data, xmp: all.find(({ type }) => type === 'XMP ')?.data };
}

/**
 * A WebP with this metadata, extended by the header that metadata requires. XMP that is there is replaced; EXIF that is
 * there stays.
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when the bytes are no WebP.
 */
export function writeWebpMetadata(bytes: Uint8Array, { exif, xmp }: WebpMetadata): Uint8Array {
  const all = isWebp(bytes) ? [...webpChunks(bytes)] : [];
  const header = extendedHeader(all);
  const hasPixels = all.some(({ type }) => type === 'VP8 ' || type === 'VP8L' || type === 'ANMF');
  if (!header || !hasPixels) throw new InvalidArgumentError('bytes', 'a whole WebP file', bytes);
  const rest = all.filter(({ type }) => type !== 'VP8X' && type !== 'EXIF' && type !== 'XMP ');
  const keptExif = all.find(({ type }) => type === 'EXIF')?.data ?? exif;
  if (keptExif) rest.push({ type: 'EXIF', data: keptExif });
  if (xmp) rest.push({ type: 'XMP ', data: xmp });
  header[0]! &= ~(EXIF_FLAG | XMP_FLAG);
  header[0]! |= (keptExif ? EXIF_FLAG : 0) | (xmp ? XMP_FLAG : 0);
  const body = concatBytes([latin1Bytes('WEBP'), ...[{ type: 'VP8X', data: header }, ...rest].map(webpChunk)]);
  return webpChunk({ type: 'RIFF', data: body });
}

/** The VP8X chunk that is there, or one made for the single picture chunk of a simple file. */
function extendedHeader(all: readonly WebpChunk[]): Uint8Array | undefined {
  const first = all[0];
  if (first?.type === 'VP8X') return first.data.length >= 10 ? first.data.slice() : undefined;
  const size = first && pictureSize(first);
  if (!size) return undefined;
  const header = new Uint8Array(10);
  const view = viewOf(header);
  header[0] = size.alpha ? ALPHA_FLAG : 0;
  // 24 bits each; the upper byte of the first is written over by the second.
  view.setUint32(4, size.width - 1, true);
  view.setUint16(7, (size.height - 1) & 0xffff, true);
  return header;
}

function pictureSize({ type, data }: WebpChunk): { width: number; height: number; alpha: boolean } | undefined {
  const view = viewOf(data);
  if (type === 'VP8 ' && startsWith(data, Uint8Array.of(0x9d, 0x01, 0x2a), 3) && data.length >= 10) {
    return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff, alpha: false };
  }
  if (type === 'VP8L' && data[0] === 0x2f && data.length >= 5) {
    const bits = view.getUint32(1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, alpha: ((bits >>> 28) & 1) === 1 };
  }
  return undefined;
}

/** The whole chunks of a WebP; none of what is damaged. */
export function* webpChunks(bytes: Uint8Array): Generator<WebpChunk> {
  const view = viewOf(bytes);
  let start = 12;
  while (start + 8 <= bytes.length) {
    const length = view.getUint32(start + 4, true);
    if (start + 8 + length > bytes.length) return;
    yield { type: latin1Text(bytes.subarray(start, start + 4)), data: bytes.subarray(start + 8, start + 8 + length) };
    start += 8 + length + (length & 1);
  }
}

/** Chunks of an odd length are followed by a zero that does not count. */
export function webpChunk({ type, data }: WebpChunk): Uint8Array {
  const out = new Uint8Array(8 + data.length + (data.length & 1));
  out.set(latin1Bytes(type));
  viewOf(out).setUint32(4, data.length, true);
  out.set(data, 8);
  return out;
}
