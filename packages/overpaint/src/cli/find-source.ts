import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Image, nodeImageCodec, openFrames, type SourceRecord } from '../index.js';
import { sha256Of, sha256OfFile } from './hashes.js';

/** What a record is of: where it lies, and what is painted with. */
export interface FoundSource {
  readonly path: string;
  /** The path; the pixels of what came to the painting as pixels, so that its recipe says so again. */
  readonly input: string | Image;
}

/**
 * The first file in these folders that is the picture of a record, whatever it is called; of several files, the first folder
 * among them and in them. Only what has the right size is read, and only what has the right number of pixels is decoded.
 */
export async function findSource(source: SourceRecord, folders: readonly string[]): Promise<FoundSource | undefined> {
  for (const folder of new Set(folders)) {
    const names = await readdir(folder).catch((): string[] => []);
    const paths = names.sort().map((name) => join(folder, name));
    for (const path of source.of === 'files' ? [folder, ...paths] : paths) {
      const input = await finders[source.of]?.(path, source);
      if (input !== undefined) return { path, input };
    }
  }
  return undefined;
}

type Finder = (path: string, source: SourceRecord) => Promise<string | Image | undefined>;

const finders: Readonly<Record<SourceRecord['of'], Finder>> = {
  file: async (path, { bytes, sha256 }) => {
    const facts = await stat(path).catch(() => undefined);
    return facts?.isFile() && facts.size === bytes && (await sha256OfFile(path)) === sha256 ? path : undefined;
  },
  files: async (path, { bytes, sha256 }) => {
    const facts = await stat(path).catch(() => undefined);
    if (!facts?.isDirectory()) return undefined;
    const frames = await openFrames(path).catch(() => undefined); // none in it
    if (frames === undefined) return undefined;
    let size = 0;
    for await (const { image } of frames.read(0)) size += (await stat(image as string)).size;
    return size === bytes && (await frames.record?.())?.sha256 === sha256 ? path : undefined;
  },
  pixels: async (path, { bytes, sha256 }) => {
    const facts = await stat(path).catch(() => undefined);
    if (!facts?.isFile() || facts.size > 2 * bytes + headers) return undefined;
    const opened = await nodeImageCodec.openImage(path, { limitInputPixels: bytes / 4 }).catch(() => undefined);
    if (opened === undefined || 4 * opened.width * opened.height !== bytes) return undefined;
    const image = await opened.decode().catch(() => undefined);
    return image && sha256Of(Buffer.from(image.data.buffer, image.data.byteOffset, image.data.byteLength)) === sha256
      ? image
      : undefined;
  },
};

/** No picture's file is much larger than its pixels, but for what else is in it. */
const headers = 1e6;
