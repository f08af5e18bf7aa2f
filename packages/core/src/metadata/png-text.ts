import { InvalidArgumentError } from '../errors/index.js';
import { concatBytes, latin1Bytes, latin1Text, startsWith, utf8Bytes, utf8Text, viewOf } from './bytes.js';
import { crc32 } from './crc32.js';

/** Text chunks of PNG files (W3C PNG Specification, third edition, section 11.3.3). */

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** Where the whole chunk begins and ends in the file. */
  readonly start: number;
  readonly end: number;
}

export function isPng(bytes: Uint8Array): boolean {
  return startsWith(bytes, signature);
}

/** The uncompressed texts of a PNG by keyword. A damaged file gives those before the damage. */
export function readPngTexts(bytes: Uint8Array): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { type, data } of chunks(bytes)) {
    const keyword = keywordOf(type, data);
    if (keyword === undefined || texts.has(keyword)) continue;
    const text = type === 'tEXt' ? latin1Text(data.subarray(keyword.length + 1)) : internationalText(data, keyword);
    if (text !== undefined) texts.set(keyword, text);
  }
  return texts;
}

/**
 * A PNG with these texts before its pixels; chunks of the same keywords are replaced, all others stay byte for byte.
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when the bytes are no PNG.
 */
export function writePngTexts(bytes: Uint8Array, texts: ReadonlyMap<string, string>): Uint8Array {
  const [header, ...rest] = chunks(bytes);
  if (!isPng(bytes) || header?.type !== 'IHDR') throw new InvalidArgumentError('bytes', 'a PNG file', bytes);
  const kept = rest.filter(({ type, data }) => !texts.has(keywordOf(type, data) ?? ''));
  return concatBytes([
    bytes.subarray(0, header.end),
    ...[...texts].map(([keyword, text]) => textChunk(keyword, text)),
    ...kept.map(({ start, end }) => bytes.subarray(start, end)),
    bytes.subarray(rest.at(-1)?.end ?? header.end), // what follows the last whole chunk
  ]);
}

function* chunks(bytes: Uint8Array): Generator<Chunk> {
  const view = viewOf(bytes);
  let start = signature.length;
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

/** iTXt: keyword, 0, compressed?, method, language, 0, translated keyword, 0, UTF-8. Compressed ones are left alone. */
function internationalText(data: Uint8Array, keyword: string): string | undefined {
  const flags = keyword.length + 1;
  const language = data.indexOf(0, flags + 2);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  return data[flags] !== 0 || translated < 0 ? undefined : utf8Text(data.subarray(translated + 1));
}

function textChunk(keyword: string, text: string): Uint8Array {
  // Latin-1 text goes into tEXt, which every tool reads; the rest needs iTXt. NUL may occur in neither.
  const clean = text.replaceAll('\0', '');
  const latin = !/[\u0100-\uffff]/.test(clean);
  return latin
    ? chunk('tEXt', concatBytes([latin1Bytes(`${keyword}\0`), latin1Bytes(clean)]))
    : chunk('iTXt', concatBytes([latin1Bytes(`${keyword}\0\0\0\0\0`), utf8Bytes(clean)]));
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = viewOf(out);
  view.setUint32(0, data.length);
  out.set(latin1Bytes(type), 4);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}
