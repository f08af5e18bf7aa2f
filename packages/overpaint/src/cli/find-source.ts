import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openFrames, type SourceRecord } from '../index.js';
import { sha256OfFile } from './hashes.js';

/**
 * The first file in these folders that is the picture of a record, whatever it is called; of several files, the first folder
 * among them and in them. Only what has the right size is read.
 */
export async function findSource(source: SourceRecord, folders: readonly string[]): Promise<string | undefined> {
  if (source.of === 'pixels') return undefined; // it came decoded: no file is it
  for (const folder of new Set(folders)) {
    const names = await readdir(folder).catch((): string[] => []);
    const paths = names.sort().map((name) => join(folder, name));
    for (const path of source.of === 'files' ? [folder, ...paths] : paths) {
      if (await (source.of === 'files' ? isFolderOf(path, source) : isFileOf(path, source))) return path;
    }
  }
  return undefined;
}

async function isFileOf(path: string, { bytes, sha256 }: SourceRecord): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() === true && facts.size === bytes && (await sha256OfFile(path)) === sha256;
}

async function isFolderOf(path: string, { bytes, sha256 }: SourceRecord): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  if (!facts?.isDirectory()) return false;
  const frames = await openFrames(path).catch(() => undefined); // none in it
  if (frames === undefined) return false;
  let size = 0;
  for await (const { image } of frames.read(0)) size += (await stat(image as string)).size;
  return size === bytes && (await frames.record?.())?.sha256 === sha256;
}
