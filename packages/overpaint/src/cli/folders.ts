import { lstat, mkdir, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder as makeAll, StorageError, unfinishedPath } from '../index.js';

/** Makes a folder for results, with those above it. @throws StorageError `STORAGE` */
export async function makeFolder(path: string): Promise<void> {
  await makeAll(path).catch((cause: NodeJS.ErrnoException) => {
    throw refusal(path, cause);
  });
}

/**
 * Fails where {@link makeFolder} or a file in the folder would fail, and leaves nothing behind: better told before an
 * hour of painting than after it.
 *
 * @throws StorageError `STORAGE`
 */
export async function checkFolder(path: string): Promise<void> {
  const { existing, missing } = await split(path);
  for (const folder of missing) {
    const cause = await lstat(join(existing, basename(folder))).then(
      () => (folder === missing[0] ? { code: 'EEXIST' } : undefined),
      (error: NodeJS.ErrnoException) => (error.code === 'ENAMETOOLONG' ? error : undefined),
    );
    if (cause !== undefined) throw refusal(path, cause as NodeJS.ErrnoException);
  }
  // Rights alone do not tell: a file system may be read-only, a folder a window on something else.
  const probe = await unfinishedPath(existing);
  await mkdir(probe).catch((cause: NodeJS.ErrnoException) => {
    throw refusal(path, cause);
  });
  await rmdir(probe);
}

/** The nearest folder above that exists, and those below it that do not. */
async function split(path: string): Promise<{ existing: string; missing: string[] }> {
  const missing: string[] = [];
  let existing = resolve(path);
  while (!(await isFolder(existing)) && dirname(existing) !== existing) {
    missing.unshift(existing);
    existing = dirname(existing);
  }
  return { existing, missing };
}

export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );

function refusal(path: string, cause: NodeJS.ErrnoException): StorageError {
  return new StorageError(`${path}: results cannot be written there: ${reason(cause)}`, { cause });
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'this user may not write in it. Name another place with -o.';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file has the name of a folder on the way. Name another place with -o.';
    case 'ENAMETOOLONG':
      return 'a name on the way is longer than the file system takes.';
    default:
      return `${message}.`;
  }
}
