import { InvalidArgumentError } from '../errors/index.js';
import { parseOwnObject } from './foreign-json.js';
import { type PictureTexts, readTexts } from './picture-texts.js';
import { readXmp } from './xmp.js';

/** What {@link readMetadata} finds. */
export interface FoundMetadata {
  readonly recipe?: Readonly<Record<string, unknown>>;
  /** The text where A1111 keeps its own; other tools keep JSON there. */
  readonly parameters?: string;
}

/**
 * Reads what {@link embedMetadata}, and tools like A1111, wrote into a PNG, JPEG or WebP: packed texts as well as plain
 * ones, EXIF and XMP wherever the format has them. A file without metadata, of another format, damaged or made to do harm
 * gives what can be read of it, or nothing.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when `bytes` is no Uint8Array.
 */
export function readMetadata(bytes: Uint8Array): FoundMetadata {
  const texts = textsOf(bytes);
  const recipe = ownRecipe(texts);
  const parameters = parametersOf(texts);
  return { ...(recipe && { recipe }), ...(parameters !== undefined && { parameters }) };
}

/** @throws InvalidArgumentError `INVALID_ARGUMENT` when `bytes` is no Uint8Array. */
export function textsOf(bytes: Uint8Array): PictureTexts {
  if (!(bytes instanceof Uint8Array)) throw new InvalidArgumentError('bytes', 'a Uint8Array', bytes);
  return readTexts(bytes);
}

/** The recipe that Overpaint wrote. */
export function ownRecipe({ chunks, xmp }: PictureTexts): Readonly<Record<string, unknown>> | undefined {
  return parseOwnObject(chunks.get('overpaint') ?? readXmp(xmp, 'overpaint:recipe'));
}

/** The text where A1111 keeps its own. */
export function parametersOf({ chunks, exif, xmp }: PictureTexts): string | undefined {
  return chunks.get('parameters') ?? readXmp(xmp, 'overpaint:parameters') ?? exif.get('UserComment');
}
