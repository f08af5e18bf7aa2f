import type { ImageFormat } from '../backend/image-codec.js';
import { checkNames } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';
import { utf8Text } from './bytes.js';
import { writeUserComment } from './exif.js';
import { MAX_EXIF, MAX_XMP, writeJpegMetadata } from './jpeg-segments.js';
import { writePngTexts } from './png-text.js';
import { writeWebpMetadata } from './webp-chunks.js';
import { writeXmp, type XmpName, type XmpProperties } from './xmp.js';

/** What a file tells of its making. */
export interface Metadata {
  /** Plain JSON. */
  readonly recipe?: object | undefined;
  /** The text that A1111 and its kin read and write. */
  readonly parameters?: string | undefined;
}

/** IPTC's term for a picture that a trained model made out of another picture. */
const SOURCE_TYPE = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

/**
 * Writes metadata into an encoded picture without touching its pixels: the recipe, A1111's text, and IPTC's label for
 * AI-made pictures (XMP `Iptc4xmpExt:DigitalSourceType`), which is always set.
 *
 * | | recipe | A1111's text |
 * | --- | --- | --- |
 * | PNG | text chunk `overpaint` | text chunk `parameters` |
 * | JPEG, WebP | XMP `overpaint:recipe` | EXIF UserComment |
 *
 * What is longer than a JPEG segment (64 kB) goes on in XMP extension segments.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when the bytes are not of that format.
 */
export function embedMetadata(bytes: Uint8Array, format: ImageFormat, metadata: Metadata): Uint8Array {
  checkNames('metadata', metadata, { recipe: true, parameters: true });
  if (!ArrayBuffer.isView(bytes)) throw new InvalidArgumentError('bytes', 'a Uint8Array', bytes);
  const { recipe, parameters } = metadata;
  const json = recipe && toJson(recipe);
  const label = labelOf(recipe);

  if (format === 'png') {
    const texts = new Map([['XML:com.adobe.xmp', utf8Text(writeXmp(label))]]);
    if (parameters !== undefined) texts.set('parameters', parameters);
    if (json !== undefined) texts.set('overpaint', json);
    return writePngTexts(bytes, texts);
  }
  const exif = parameters === undefined ? undefined : writeUserComment(parameters);
  const properties = new Map(label);
  if (json !== undefined) properties.set('overpaint:recipe', json);
  if (format === 'webp') return writeWebpMetadata(bytes, { exif, xmp: writeXmp(properties) });
  if (format === 'jpeg') {
    if (!exif || exif.length <= MAX_EXIF) return writeJpegMetadata(bytes, { exif, ...splitXmp(label, properties) });
    properties.set('overpaint:parameters', parameters!);
    return writeJpegMetadata(bytes, splitXmp(label, properties));
  }
  throw new InvalidArgumentError('format', '"png", "jpeg" or "webp"', format);
}

/** What a file that holds several pictures tells of its making: the label, and the recipe of one of them. */
export function xmpOf(recipe: object | undefined): Uint8Array {
  const properties = labelOf(recipe);
  if (recipe) properties.set('overpaint:recipe', toJson(recipe));
  return writeXmp(properties);
}

function labelOf(recipe: object | undefined): Map<XmpName, string> {
  const label = new Map<XmpName, string>([['Iptc4xmpExt:DigitalSourceType', SOURCE_TYPE]]);
  const generator = recipe && 'generator' in recipe ? recipe.generator : undefined;
  if (typeof generator === 'string') label.set('xmp:CreatorTool', generator);
  return label;
}

/** One packet if it fits into a segment; else the label alone, which refers to an extension with the rest. */
function splitXmp(label: XmpProperties, properties: XmpProperties) {
  const xmp = writeXmp(properties);
  if (xmp.length <= MAX_XMP) return { xmp };
  const rest = writeXmp(new Map([...properties].filter(([name]) => !label.has(name))));
  const id = identifierOf(rest);
  return { xmp: writeXmp(new Map([...label, ['xmpNote:HasExtendedXMP', id]])), extension: { id, xmp: rest } };
}

/** 32 hexadecimal digits that differ where the content does. The format suggests MD5; readers only compare. */
function identifierOf(bytes: Uint8Array): string {
  const words = Uint32Array.of(0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b);
  // FNV-1a (Fowler, Noll, Vo) from four starting values, each on its own.
  for (const byte of bytes) for (let i = 0; i < 4; i++) words[i] = Math.imul(words[i]! ^ byte, 0x01000193);
  return [...words]
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('')
    .toUpperCase();
}

/** JSON that XML can hold as well: JSON escapes all characters which XML lacks but these two. */
function toJson(value: object): string {
  return JSON.stringify(value).replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
