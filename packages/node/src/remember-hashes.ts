import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileState } from './file-state.js';
import { makeFolder } from './make-folder.js';
import { saveFile } from './save-file.js';

type Hash = (paths: readonly string[]) => Promise<string[]>;

export interface RememberHashesOptions {
  /** JSON file that keeps the hashes of large files for the next start; without it they last as long as the process. */
  readonly file?: string | undefined;
  /** Smaller files are hashed faster than this file is read. @defaultValue 64 MB */
  readonly minimumBytes?: number;
}

/** How many files are remembered on disk, the latest ones. */
const limit = 500;

/**
 * Hashes a file once, until its state differs (see {@link fileState}): a model of 4 GB takes seconds to read, and names
 * its weights in every recipe.
 */
export function rememberHashes(hash: Hash, { file, minimumBytes = 64e6 }: RememberHashesOptions = {}): Hash {
  let stored: Promise<Map<string, string>> | undefined;

  return async (paths) => {
    stored ??=
      file === undefined ? Promise.resolve(new Map()) : readStored(file).then((all) => new Map(Object.entries(all)));
    const known = await stored;
    const facts = await Promise.all(paths.map(identify));
    const missing = facts.filter(({ key }) => !known.has(key));
    const computed = missing.length > 0 ? await hash(missing.map(({ path }) => path)) : [];
    const hashes = new Map(missing.map(({ key }, index) => [key, computed[index]!]));
    // A file that was written to while it was read has a hash of neither state: told once, and not remembered.
    const after = await Promise.all(missing.map(({ path }) => identify(path).catch(() => undefined)));
    const steady = missing.filter(({ key }, index) => after[index]?.key === key);
    for (const { key } of steady) known.set(key, hashes.get(key)!);
    const large = steady.filter(({ size }) => size >= minimumBytes);
    if (file !== undefined && large.length > 0) {
      await store(
        file,
        large.map(({ key }) => [key, hashes.get(key)!]),
      );
    }
    return facts.map(({ key }) => (known.get(key) ?? hashes.get(key))!);
  };
}

async function identify(path: string): Promise<{ path: string; key: string; size: number }> {
  const { size, state } = await fileState(path);
  return { path, key: `${path} ${state}`, size };
}

async function readStored(file: string): Promise<Record<string, string>> {
  try {
    const stored = JSON.parse(await readFile(file, 'utf8')) as unknown;
    const entries = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
    return Object.fromEntries(entries.filter(([, value]) => /^[0-9a-f]{64}$/.test(String(value))));
  } catch {
    return {}; // none yet, or damaged: the files are hashed again
  }
}

/** Adds to what other processes may have stored meanwhile. */
async function store(file: string, added: [string, string][]): Promise<void> {
  const entries = Object.entries({ ...(await readStored(file)), ...Object.fromEntries(added) });
  try {
    await makeFolder(dirname(file));
    await saveFile(file, Buffer.from(JSON.stringify(Object.fromEntries(entries.slice(-limit)), null, 1)));
  } catch {
    // Nowhere to keep them: the next start hashes the files again.
  }
}
