import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceRecord } from '../index.js';
import { sha256OfFile } from './hashes.js';

/** The first file in these folders that is the picture of a record, whatever it is called. Only files of its size are read. */
export async function findSource(
  { of, bytes, sha256 }: SourceRecord,
  folders: readonly string[],
): Promise<string | undefined> {
  if (of === 'pixels') return undefined; // it came decoded: no file is it
  for (const folder of new Set(folders)) {
    const names = await readdir(folder).catch((): string[] => []);
    for (const name of names.sort()) {
      const path = join(folder, name);
      const facts = await stat(path).catch(() => undefined);
      if (facts?.isFile() && facts.size === bytes && (await sha256OfFile(path)) === sha256) return path;
    }
  }
  return undefined;
}
