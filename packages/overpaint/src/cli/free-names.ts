import { lstat, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { saveFile } from '../index.js';
import { isFolder, makeFolder } from './folders.js';
import { nameLimits, resultName } from './result-name.js';

/** What is to be known of a name before a file has it, and which name of an earlier run's is to be used instead. */
export interface Writing {
  /** Called with the path before anything is written there. */
  before?(path: string): Promise<void>;
  /** A result of an earlier run whose place this one takes. */
  readonly replaces?: string | undefined;
}

/** A name that is made up of a stem, which may be cut, and a tail, which is counted on from `first` until it is free. */
interface MadeName {
  readonly folder: string;
  readonly stem: string;
  readonly first: number;
  tail(counter: number): string;
}

export interface FreeNames {
  isSource(path: string): Promise<boolean>;
  /** Writes under the first name that is free. Nothing is replaced, or, with `--overwrite`, no source and no result. */
  write(bytes: Uint8Array, name: MadeName, writing?: Writing): Promise<string>;
}

/** Names for the results of sources that lie at `paths`. */
export async function freeNames(paths: readonly string[], { overwrite }: { overwrite: boolean }): Promise<FreeNames> {
  const sources = new Set(await Promise.all(paths.map(identify)));
  const results = new Set<string | undefined>();

  async function isFree(path: string): Promise<boolean> {
    if (!overwrite) return (await look(path)) !== 'taken';
    if (await isFolder(path)) return false;
    const identity = await identify(path);
    return identity === undefined || !(sources.has(identity) || results.has(identity));
  }

  return {
    async isSource(path) {
      const identity = await identify(path);
      return identity !== undefined && sources.has(identity);
    },
    async write(bytes, { folder, stem, tail, first }, { before, replaces } = {}) {
      await makeFolder(folder);
      if (replaces !== undefined) {
        await before?.(replaces);
        await saveFile(replaces, bytes);
        results.add(await identify(replaces));
        return replaces;
      }
      for (let counter = first; ; counter++) {
        const path = await fittingPath(folder, stem, tail(counter));
        if (!(await isFree(path))) continue;
        await before?.(path);
        try {
          await saveFile(path, bytes, { replace: overwrite });
        } catch (error) {
          if (isTaken(error)) continue; // since it was looked at, perhaps by another process
          throw error;
        }
        results.add(await identify(path));
        return path;
      }
    },
  };
}

/** The path of a made name, cut to what the file system takes. */
async function fittingPath(folder: string, stem: string, tail: string): Promise<string> {
  const [usual, short] = nameLimits.map((limit) => join(folder, resultName(stem, tail, limit))) as [string, string];
  return (await look(usual)) === 'too long' ? short : usual;
}

/** What tells two files apart whatever they are called: upper and lower case, links and folders on the way. */
async function identify(path: string): Promise<string | undefined> {
  const facts = await stat(path, { bigint: true }).catch(() => undefined);
  return facts && `${facts.dev} ${facts.ino}`;
}

/** What a name stands for at this moment; a link that leads nowhere is something. */
export const look = (path: string): Promise<'taken' | 'free' | 'too long'> =>
  lstat(resolve(path)).then(
    () => 'taken',
    ({ code }: NodeJS.ErrnoException) => (code === 'ENAMETOOLONG' ? 'too long' : 'free'),
  );

const isTaken = (error: unknown) =>
  ((error as { cause?: unknown }).cause as NodeJS.ErrnoException | undefined)?.code === 'EEXIST';
