import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFileEntry } from '@overpaint/core';
import { isInside } from './is-inside.js';

/** Links to folders that are followed within each other: more than a model has, and too few to fill a list by going round. */
const deepest = 3;

/**
 * Every file below a folder, sorted by path. Links count as what they point to. Those that dangle are left out, and those to a folder
 * outside `border` or to one that they lie in themselves; of hidden names those at the top, which are a repository's own.
 *
 * @param root without links in it, as `realpath` gives it.
 */
export async function listFolder(root: string, border: string): Promise<ModelFileEntry[]> {
  return (await walk('', root, [])).sort((a, b) => (a.path < b.path ? -1 : 1));

  /** `within`: the folders around this one, without links in their names. `links`: how many of them were reached by one. */
  async function walk(prefix: string, folder: string, within: readonly string[], links = 0): Promise<ModelFileEntry[]> {
    const inner = [...within, folder];
    const visit = async (entry: Dirent): Promise<ModelFileEntry[]> => {
      const path = `${prefix}${entry.name}`;
      if (entry.isDirectory()) return walk(`${path}/`, join(folder, entry.name), inner, links);
      const facts = await stat(join(root, path)).catch(() => undefined);
      if (facts?.isFile()) return [{ path, size: facts.size, present: true }];
      if (!facts?.isDirectory() || links === deepest) return [];
      const end = await realpath(join(root, path)).catch(() => undefined);
      if (end === undefined || inner.includes(end) || !isInside(end, border)) return [];
      return walk(`${path}/`, end, inner, links + 1);
    };
    const entries = await readdir(folder, { withFileTypes: true });
    const named = prefix === '' ? entries.filter(({ name }) => !name.startsWith('.')) : entries;
    return (await Promise.all(named.map(visit))).flat();
  }
}
