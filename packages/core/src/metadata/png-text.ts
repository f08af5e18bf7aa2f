import { InvalidArgumentError } from '../errors/index.js';
import { concatBytes, latin1Bytes, latin1Text, plainText, startsWith, utf8Bytes, utf8Text, viewOf } from './bytes.js';
import { crc32 } from './crc32.js';
import { inflate } from './inflate.js';

/** Text chunks of PNG files (W3C PNG Specification, third edition, section 11.3.3) and their EXIF (11.3.4.5). */

export const pngSignature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** Where the whole chunk begins and ends in the file. */
  readonly start: number;
  readonly end: number;
}

export function isPng(bytes: Uint8Array): boolean {
  return startsWith(bytes, pngSignature);
}

/** The most bytes that a file's compressed texts may have together; the workflows of node editors have a few millions. */
const MOST_TEXT = 2 ** 26;

/**
 * Texts and EXIF of a PNG, wherever in the file they are. A keyword's last text counts, as with Pillow; a damaged file
 * gives those before the damage.
 */
export function readPngMetadata(bytes: Uint8Array): { texts: Map<string, string>; exif?: Uint8Array } {
  const texts = new Map<string, string>();
  let exif: Uint8Array | undefined;
  let left = MOST_TEXT;
  const unpack = (packed: Uint8Array) => {
    const unpacked = inflate(packed, left);
    left -= unpacked?.length ?? 0;
    return unpacked;
  };
  for (const { type, data } of pngChunks(bytes)) {
    if (type === 'eXIf') exif ??= data;
    const keyword = keywordOf(type, data);
    const text = keyword && textOf(type, data.subarray(keyword.length + 1), unpack);
    if (keyword && text !== undefined) texts.set(keyword, text);
  }
  exif ??= rawProfile(texts.get('Raw profile type exif') ?? texts.get('Raw profile type APP1'));
  return exif ? { texts, exif } : { texts };
}

/**
 * A PNG with these texts before its pixels; chunks of the same keywords are replaced, all others stay byte for byte.
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when the bytes are no PNG.
 */
export function writePngTexts(bytes: Uint8Array, texts: ReadonlyMap<string, string>): Uint8Array {
  const [header, ...rest] = pngChunks(bytes);
  if (!isPng(bytes) || header?.type !== 'IHDR') throw new InvalidArgumentError('bytes', 'a PNG file', bytes);
  const kept = rest.filter(({ type, data }) => !texts.has(keywordOf(type, data) ?? ''));
  return concatBytes([
    bytes.subarray(0, header.end),
    ...[...texts].map(([keyword, text]) => textChunk(keyword, text)),
    ...kept.map(({ start, end }) => bytes.subarray(start, end)),
    bytes.subarray(rest.at(-1)?.end ?? header.end), // what follows the last whole chunk
  ]);
}

/** The whole chunks of a PNG, in their order; none of what is damaged. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = viewOf(bytes);
  let start = pngSignature.length;
  while (start + 12 <= bytes.length) {
    const length = view.getUint32(start);
    const end = start + 12 + length;
    if (end > bytes.length) return;
    const type = latin1Text(bytes.subarray(start + 4, start + 8));
    yield { type, data: bytes.subarray(start + 8, end - 4), start, end };
    start = end;
  }
}

function keywordOf(type: string, data: Uint8Array): string | undefined {
  if (type !== 'tEXt' && type !== 'iTXt' && type !== 'zTXt') return undefined;
  const end = data.subarray(0, 80).indexOf(0);
  return end > 0 ? latin1Text(data.subarray(0, end)) : undefined;
}

/** What follows a chunk's keyword, by its type; nothing where it is damaged. */
function textOf(
  type: string,
  data: Uint8Array,
  unpack: (packed: Uint8Array) => Uint8Array | undefined,
): string | undefined {
  if (type === 'tEXt') return plainText(data); // Latin-1 says the standard; many write UTF-8
  if (type === 'zTXt') {
    const text = data[0] === 0 ? unpack(data.subarray(1)) : undefined;
    return text && plainText(text);
  }
  // iTXt: compressed?, method, language, 0, translated keyword, 0, UTF-8.
  const language = data.indexOf(0, 2);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const rest = data.subarray(translated + 1);
  const text = data[0] === 0 ? rest : data[0] === 1 && data[1] === 0 ? unpack(rest) : undefined;
  return text && utf8Text(text);
}

/** ImageMagick keeps EXIF as a text: its name, its length, and its bytes in hexadecimal digits. */
function rawProfile(text: string | undefined): Uint8Array | undefined {
  const [, digits] = /^\s*\w+\s+\d+\s+([\da-f\s]+)$/i.exec(text ?? '') ?? [];
  const pairs = digits?.match(/[\da-f]{2}/gi);
  return pairs ? Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)) : undefined;
}

function textChunk(keyword: string, text: string): Uint8Array {
  // ASCII goes into tEXt, which every tool reads. Latin-1 may too, but many take it for UTF-8. NUL may occur in neither.
  const clean = text.replaceAll('\0', '');
  return /[\u0080-\uffff]/.test(clean)
    ? pngChunk('iTXt', concatBytes([latin1Bytes(`${keyword}\0\0\0\0\0`), utf8Bytes(clean)]))
    : pngChunk('tEXt', latin1Bytes(`${keyword}\0${clean}`));
}

export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = viewOf(out);
  view.setUint32(0, data.length);
  out.set(latin1Bytes(type), 4);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}
