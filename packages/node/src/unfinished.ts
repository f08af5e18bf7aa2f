import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkFolder } from './make-folder.js';
import { hasEnded, ownProcess } from './process-identity.js';

/** Who makes it stands in its name: `.place-pid.start-random.partial`. */
const pattern = /^\.([0-9a-f]{8})-(\d+)\.(\d+)-[0-9a-f]{16}\.partial$/;

/** Milliseconds without a change after which what was begun elsewhere, where nobody can look for the process, is given up. */
const longest = 86_400_000;

/** Folders that were looked through by this process, the latest ones. */
const seen = new Set<string>();
const mostSeen = 1000;

/**
 * A path in a folder for what is to be made there and is not whole yet: a file, or a folder. What has become whole is renamed
 * or removed. Where the process is killed before that, it is removed by the next one that asks for such a path there, or by
 * {@link removeUnfinished}.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no path.
 * @example
 * ```ts
 * import { rename, writeFile } from 'node:fs/promises';
 * import { unfinishedPath } from '@overpaint/node';
 * const path = await unfinishedPath('.');
 * await writeFile(path, 'all of it');
 * await rename(path, 'whole.txt');
 * ```
 */
export async function unfinishedPath(folder: string): Promise<string> {
  checkFolder('folder', folder);
  const place = resolve(folder);
  if (!seen.has(place)) {
    if (seen.size >= mostSeen) seen.clear();
    seen.add(place);
    await removeUnfinished(place);
  }
  const own = ownProcess();
  return join(folder, `.${own.place}-${own.pid}.${own.start}-${randomBytes(8).toString('hex')}.partial`);
}

/** Whether a name stands for something that is not whole yet, or never became it. */
export const isUnfinished = (name: string): boolean => pattern.test(name);

/**
 * Removes from a folder what processes that were killed had begun to write there. What one that still runs is writing stays, and
 * so does for a day what came from another machine or container. `saveFile()` and `saveFrames()` do so by themselves where
 * they first write.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no path.
 * @example
 * ```ts
 * import { removeUnfinished } from '@overpaint/node';
 * await removeUnfinished('out');
 * ```
 */
export async function removeUnfinished(folder: string): Promise<void> {
  checkFolder('folder', folder);
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const path = join(folder, name);
    // Somebody else may remove it too, or this user may not.
    if (await isGivenUp(path, name)) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

async function isGivenUp(path: string, name: string): Promise<boolean> {
  const [, place, pid, start] = pattern.exec(name) ?? [];
  if (place === undefined) return false;
  if (place === ownProcess().place) return hasEnded({ place, pid: Number(pid), start: Number(start) });
  const facts = await stat(path).catch(() => undefined);
  return facts !== undefined && Date.now() - facts.mtimeMs > longest;
}
