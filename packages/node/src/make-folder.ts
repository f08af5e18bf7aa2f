import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InvalidArgumentError } from '@overpaint/core';

/**
 * Makes a folder with those above it, one after the other. Node's own `recursive` never ends where a folder can be looked
 * into but nothing made in it, as below /proc.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no path; Error what the system says, with its `code`.
 * @example
 * ```ts
 * import { makeFolder } from '@overpaint/node';
 * await makeFolder('out/ink');
 * ```
 */
export async function makeFolder(path: string): Promise<void> {
  checkFolder('path', path);
  const missing: string[] = [];
  for (let folder = resolve(path); !(await isFolder(folder)); folder = dirname(folder)) {
    missing.unshift(folder);
    if (dirname(folder) === folder) break;
  }
  for (const folder of missing) {
    await mkdir(folder).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST' || !(await isFolder(folder))) throw error; // somebody else may have made it
    });
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no path. */
export function checkFolder(argument: string, folder: unknown): void {
  if (typeof folder !== 'string' || folder === '')
    throw new InvalidArgumentError(argument, 'the path of a folder', folder);
}
