import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileState } from './file-state.js';
import { flush } from './flush.js';
import { makeFolder } from './make-folder.js';
import { isUnfinished, unfinishedPath } from './unfinished.js';

export interface CacheEntriesOptions {
  readonly folder: string;
  /** The entries that were used longest ago go when all together are larger. @defaultValue 20 GiB */
  readonly maximumBytes?: number;
}

/** What an entry says of itself, written last: an entry without it, or with files of other sizes, is not trusted. */
interface Manifest {
  readonly files: Readonly<Record<string, number>>;
}

/** An entry's place on disk. Its two hashes say what it was made for, and of files in which state. */
export interface CacheEntry {
  readonly path: string;
  /** What the names of all entries of the same purpose begin with. */
  readonly purpose: string;
}

/**
 * Folders of files that took long to make and can be made again. An entry is made under a name that nobody trusts and gets
 * its own once it is whole and on disk. It removes those of the same purpose and another state, which can never be used
 * again, and no others, unless all together are too large.
 */
export class CacheEntries {
  readonly #folder: string;
  readonly #maximumBytes: number;
  readonly #finishing = new Set<Promise<void>>();

  constructor({ folder, maximumBytes = 20 * 2 ** 30 }: CacheEntriesOptions) {
    this.#folder = folder;
    this.#maximumBytes = maximumBytes;
  }

  entry(purpose: string, state: string): CacheEntry {
    return { path: join(this.#folder, `${purpose}-${state}`), purpose: `${purpose}-` };
  }

  /** Whether an entry has all its files, one of a name among them. */
  async isWhole({ path }: CacheEntry, file: string): Promise<boolean> {
    const manifest = await readManifest(path);
    if (manifest === undefined || !(file in manifest.files)) return false;
    const present = await sizes(path).catch((): Record<string, number> => ({}));
    return Object.entries(manifest.files).every(([name, size]) => present[name] === size);
  }

  /** Notes that an entry was of use now. */
  async touch({ path }: CacheEntry): Promise<void> {
    await utimes(join(path, 'entry.json'), new Date(), new Date()).catch(() => {}); // removed meanwhile: no harm
  }

  /**
   * A folder for what is to become an entry, or is needed for a moment.
   * @param bytes for which there has to be room on the disk.
   */
  async begin(bytes: number): Promise<string> {
    await makeFolder(this.#folder);
    const partial = await unfinishedPath(this.#folder);
    await mkdir(partial);
    const { bavail, bsize } = await statfs(this.#folder);
    if (bavail * bsize >= bytes) return partial;
    await this.drop(partial);
    throw new Error('No room for another entry.');
  }

  /** Removes a folder. Another process may use it, which some systems do not allow to be removed: it goes another time. */
  drop(path: string): Promise<void> {
    return rm(path, { recursive: true, force: true }).catch(() => {});
  }

  /** Makes an entry of a folder, while its files are used already; {@link idle} waits for it. */
  keep(partial: string, entry: CacheEntry, isRight: () => Promise<boolean>): void {
    const finished = this.#seal(partial, entry, isRight).catch(() => this.drop(partial));
    this.#finishing.add(finished);
    finished.finally(() => this.#finishing.delete(finished));
  }

  /** Waits for entries that are still being written to disk. */
  async idle(): Promise<void> {
    await Promise.all(this.#finishing);
  }

  /** Brings what was written to disk, before a name that is trusted does, and says how large each file is. */
  async #seal(partial: string, { path, purpose }: CacheEntry, isRight: () => Promise<boolean>): Promise<void> {
    const files = await sizes(partial);
    for (const name of Object.keys(files)) {
      const handle = await open(join(partial, name), 'r+');
      await flush(handle).finally(() => handle.close());
    }
    await writeFile(join(partial, 'entry.json'), JSON.stringify({ files } satisfies Manifest));
    if (!(await isRight())) return this.drop(partial);
    for (const other of await this.#entries()) {
      if (other.name.startsWith(purpose) && other.path !== path) await this.drop(other.path);
    }
    await rename(partial, path);
    await this.#makeRoom(path);
  }

  async #makeRoom(newest: string): Promise<void> {
    const kept = await this.#entries();
    let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { path, bytes } of kept.sort((a, b) => a.used - b.used)) {
      if (total <= this.#maximumBytes || path === newest) continue;
      await this.drop(path);
      total -= bytes;
    }
  }

  /** Whole entries. */
  async #entries() {
    const found: { name: string; path: string; bytes: number; used: number }[] = [];
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      if (isUnfinished(name)) continue;
      const manifest = await readManifest(path);
      const used = await stat(join(path, 'entry.json')).catch(() => undefined);
      if (manifest === undefined || used === undefined) continue; // removed by another process meanwhile
      const bytes = Object.values(manifest.files).reduce((sum, size) => sum + size, 0);
      found.push({ name, path, bytes, used: used.mtimeMs });
    }
    return found;
  }
}

/** How many bytes files have, and what tells their contents from earlier ones. */
export async function stateOf(files: readonly string[]): Promise<{ bytes: number; state: string }> {
  const states = await Promise.all([...files].sort().map(async (path) => ({ path, ...(await fileState(path)) })));
  return {
    bytes: states.reduce((sum, { size }) => sum + size, 0),
    state: hashOf(states.map(({ path, state }) => [path, state])),
  };
}

export const hashOf = (facts: unknown): string =>
  createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 24);

async function sizes(folder: string): Promise<Record<string, number>> {
  const names = await readdir(folder);
  const found = await Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).size] as const));
  return Object.fromEntries(found);
}

async function readManifest(entry: string): Promise<Manifest | undefined> {
  try {
    const { files } = JSON.parse(await readFile(join(entry, 'entry.json'), 'utf8')) as Manifest;
    return typeof files === 'object' && files !== null ? { files } : undefined;
  } catch {
    return undefined;
  }
}
