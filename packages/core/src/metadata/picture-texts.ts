import { utf8Text } from './bytes.js';
import { readExifTexts } from './exif.js';
import { isGif, readGifXmp } from './gif-xmp.js';
import { isJpeg, readJpegMetadata } from './jpeg-segments.js';
import { isPng, readPngMetadata } from './png-text.js';
import { isWebp, readWebpMetadata } from './webp-chunks.js';

/** What a picture file says in words, wherever its format keeps that. */
export interface PictureTexts {
  /** PNG's text chunks by keyword. */
  readonly chunks: ReadonlyMap<string, string>;
  /** EXIF's by the tag's name. */
  readonly exif: ReadonlyMap<string, string>;
  /** An XMP document, or nothing. */
  readonly xmp: string;
  /** JPEG's comment, or nothing. */
  readonly comment: string;
}

/** Reads every text of a PNG, JPEG or WebP, and a GIF's XMP; a damaged file gives what can be read, one of another format nothing. */
export function readTexts(bytes: Uint8Array): PictureTexts {
  if (isPng(bytes)) {
    const { texts, exif } = readPngMetadata(bytes);
    return collect({ chunks: texts, exif, xmp: texts.get('XML:com.adobe.xmp') });
  }
  if (isJpeg(bytes)) return collect(readJpegMetadata(bytes));
  if (isWebp(bytes)) {
    const { exif, xmp } = readWebpMetadata(bytes);
    return collect({ exif, xmp: xmp && utf8Text(xmp) });
  }
  if (isGif(bytes)) {
    const xmp = readGifXmp(bytes);
    return collect({ xmp: xmp && utf8Text(xmp) });
  }
  return collect({});
}

interface Found {
  readonly chunks?: ReadonlyMap<string, string>;
  readonly exif?: Uint8Array | undefined;
  readonly xmp?: string | undefined;
  readonly comment?: string;
}

const collect = ({ chunks = new Map(), exif, xmp = '', comment = '' }: Found): PictureTexts => ({
  chunks,
  exif: exif ? readExifTexts(exif) : new Map(),
  xmp,
  comment,
});
