import { type ModelFileEntry, type ModelFiles, ModelIntegrityError, ModelInvalidError } from '@overpaint/core';
import type { Digest } from './digest.js';

/** A file of a model as the browser holds it: on disk, in memory or at the end of a request. */
export interface BlobEntry extends ModelFileEntry {
  open(): Promise<Blob>;
}

export interface BlobFilesOptions {
  readonly id: string;
  readonly location: string;
  readonly entries: readonly BlobEntry[];
  readonly sha256Of: Digest;
  /** Told of a file whose bytes are not what they should be, before the error is thrown. */
  onDamaged?(path: string): Promise<void>;
}

/** Files up to this size are checked as a whole before a part of them is read. */
const checkedBeforePart = 64 * 2 ** 20;

/**
 * A model made of blobs. A file whose hash is known is compared with it when it is read.
 *
 * The methods throw ModelInvalidError `MODEL_INVALID` for a file that is missing, ModelIntegrityError
 * `MODEL_INTEGRITY` for one that is not what it was.
 */
export function blobFiles({ id, location, entries: unsorted, sha256Of, onDamaged }: BlobFilesOptions): ModelFiles {
  const entries = [...unsorted].sort((a, b) => (a.path < b.path ? -1 : 1));
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const hashes = new Map<string, Promise<string>>();

  const find = (path: string): BlobEntry => {
    const entry = byPath.get(path);
    if (entry !== undefined) return entry;
    const component = path.split('/')[0] || 'model';
    throw new ModelInvalidError(
      component,
      `${component}: expected the file ${path} in ${location}, but it is not there.`,
    );
  };

  const compare = async ({ path, sha256 }: BlobEntry, received: string) => {
    if (sha256 === undefined || sha256 === received) return;
    hashes.delete(path);
    await onDamaged?.(path);
    throw new ModelIntegrityError(
      path,
      `${path} of ${location}: expected sha256 ${sha256}, received ${received}. The stored file was damaged${onDamaged ? ' and has been removed; the next call fetches it again' : ''}.`,
    );
  };

  /** Hashes a file once, and holds it against what is expected. */
  const verified = (entry: BlobEntry, digest: () => Promise<string>): Promise<string> => {
    const known = hashes.get(entry.path);
    if (known !== undefined) return known;
    const hash = digest().then(async (received) => {
      await compare(entry, received);
      return received;
    });
    hashes.set(entry.path, hash);
    hash.catch(() => hashes.delete(entry.path));
    return hash;
  };

  const readWhole = async (path: string): Promise<Uint8Array> => {
    const entry = find(path);
    const bytes = new Uint8Array(await (await entry.open()).arrayBuffer());
    if (entry.sha256 !== undefined) await verified(entry, () => sha256Of(bytes));
    return bytes;
  };

  return {
    id,
    location,
    list: async () => entries.map(({ path, size, sha256, present }) => ({ path, size, sha256, present })),
    async read(path, range) {
      if (range === undefined) return readWhole(path);
      const { from, to } = range;
      const entry = find(path);
      const blob = await entry.open();
      if (entry.sha256 !== undefined && blob.size <= checkedBeforePart) await verified(entry, () => sha256Of(blob));
      return new Uint8Array(await blob.slice(from, to).arrayBuffer());
    },
    fetch: async () => {}, // whoever makes the blobs has them
    locate: readWhole,
    async fingerprint(paths) {
      const lines = paths.map(async (path) => {
        const entry = find(path);
        return `${await verified(entry, async () => sha256Of(await entry.open()))}  ${path}\n`;
      });
      return sha256Of(new TextEncoder().encode((await Promise.all(lines)).join('')));
    },
  };
}
