import { InvalidArgumentError } from '../errors/index.js';
import { utf8Text } from './bytes.js';
import { readUserComment } from './exif.js';
import { isJpeg, readJpegMetadata } from './jpeg-segments.js';
import { isPng, readPngTexts } from './png-text.js';
import { isWebp, readWebpMetadata } from './webp-chunks.js';
import { readXmp } from './xmp.js';

/** What {@link readMetadata} finds. */
export interface FoundMetadata {
  readonly recipe?: Readonly<Record<string, unknown>>;
  readonly parameters?: string;
}

/**
 * Reads what {@link embedMetadata}, and tools like A1111, wrote into a PNG, JPEG or WebP. A file without metadata, of
 * another format, damaged or made to do harm gives what can be read of it, or nothing.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when `bytes` is no Uint8Array.
 */
export function readMetadata(bytes: Uint8Array): FoundMetadata {
  if (!(bytes instanceof Uint8Array)) throw new InvalidArgumentError('bytes', 'a Uint8Array', bytes);
  const { recipe: json, parameters } = readTexts(bytes);
  const recipe = parseObject(json);
  return { ...(recipe && { recipe }), ...(parameters !== undefined && { parameters }) };
}

function readTexts(bytes: Uint8Array): { recipe?: string | undefined; parameters?: string | undefined } {
  if (isPng(bytes)) {
    const texts = readPngTexts(bytes);
    return { recipe: texts.get('overpaint'), parameters: texts.get('parameters') };
  }
  if (isJpeg(bytes)) {
    const { exif, xmp } = readJpegMetadata(bytes);
    return fromBlocks(exif, xmp);
  }
  if (isWebp(bytes)) {
    const { exif, xmp } = readWebpMetadata(bytes);
    return fromBlocks(exif, xmp ? utf8Text(xmp) : '');
  }
  return {};
}

function fromBlocks(exif: Uint8Array | undefined, xmp: string) {
  const parameters = readXmp(xmp, 'overpaint:parameters') ?? (exif && readUserComment(exif));
  return { recipe: readXmp(xmp, 'overpaint:recipe'), parameters };
}

function parseObject(json: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined; // another program's text under our name
  }
}
