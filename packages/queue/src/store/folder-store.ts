import { readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { InvalidArgumentError, isOverpaintError, makeFolder, saveFile } from '@overpaint/node';
import type { Store, StoredFile } from './store.js';

/**
 * A folder that all machines of a queue share: of one machine, or mounted from a network.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no path. Its calls throw StorageError `STORAGE` and what the file
 * system says.
 * @example
 * ```ts
 * import { folderStore } from '@overpaint/queue';
 * const store = folderStore('pictures');
 * await store.write('jobs/a/note.txt', new TextEncoder().encode('blue'));
 * await store.remove('jobs/a/note.txt');
 * ```
 */
export function folderStore(folder: string): Store {
  if (typeof folder !== 'string' || folder === '') throw new InvalidArgumentError('store', 'a folder', folder);
  const root = resolve(folder);
  const pathOf = (key: string) => join(root, ...key.split('/'));
  return {
    async read(key) {
      return readFile(pathOf(key)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
    },
    async write(key, bytes, { replace = false } = {}) {
      const path = pathOf(key);
      await makeFolder(dirname(path));
      try {
        await saveFile(path, bytes, { replace });
        return true;
      } catch (error) {
        const { code } = (isOverpaintError(error, 'STORAGE') ? error.cause : {}) as { code?: string };
        if (code === 'EEXIST') return false;
        throw error;
      }
    },
    async remove(key) {
      await rm(pathOf(key), { force: true });
      await rmdir(dirname(pathOf(key))).catch(() => {}); // others lie there still
    },
    async *list(below): AsyncGenerator<StoredFile> {
      const names = await readdir(pathOf(below), { recursive: true }).catch(() => []);
      for (const name of names) {
        const path = join(pathOf(below), name);
        const found = await stat(path).catch(() => undefined); // others remove as well
        if (found?.isFile()) yield { key: relative(root, path).split(sep).join('/'), written: found.mtimeMs };
      }
    },
  };
}
