import {
  type FetchContext,
  type ModelFileEntry,
  type ModelFiles,
  ModelIntegrityError,
  ModelInvalidError,
  throwIfAborted,
} from '@overpaint/core';
import type { Digest } from './digest.js';

/** Where a model's files come from: how to list them, and how to get at their bytes. Paths are those of the list. */
export interface BlobSource {
  readonly id: string;
  readonly location: string;
  readonly dtype?: ModelFiles['dtype'];
  /** What is known of the files now, in any order. */
  entries(): readonly ModelFileEntry[];
  /** A file that is here: on disk, in memory. */
  open(path: string): Promise<Blob>;
  /** Brings files here. Without it all of them are. */
  fetch?(paths: readonly string[], context: FetchContext): Promise<void>;
  /** A part, inside of the file, of one that is not here; without it the whole file is fetched. */
  readPart?(path: string, from: number, to: number): Promise<Uint8Array>;
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
export function blobFiles(source: BlobSource): ModelFiles {
  const { id, location, sha256Of, onDamaged } = source;
  const hashes = new Map<string, Promise<string>>();

  const invalid = (path: string, problem: string, cause?: unknown) => {
    const component = path.split('/')[0] || 'model';
    return new ModelInvalidError(component, `${component}: ${problem}`, { cause });
  };

  const find = (path: string): ModelFileEntry => {
    const entry = source.entries().find((entry) => entry.path === path);
    if (entry !== undefined) return entry;
    throw invalid(path, `expected the file ${JSON.stringify(path)} in ${location}, but it is not there.`);
  };

  const bytesOf = async (path: string, blob: Blob): Promise<Uint8Array<ArrayBuffer>> => {
    const buffer = await blob.arrayBuffer().catch((cause: unknown) => {
      throw invalid(path, `${path} of ${location} can no longer be read. Choose the model again.`, cause);
    });
    return new Uint8Array(buffer);
  };

  /** Hashes a file once, and holds it against what is expected. */
  const verified = ({ path, sha256 }: ModelFileEntry, digest: () => Promise<string>): Promise<string> => {
    const known = hashes.get(path);
    if (known !== undefined) return known;
    const hash = digest().then(async (received) => {
      if (sha256 === undefined || sha256 === received) return received;
      await onDamaged?.(path);
      throw new ModelIntegrityError(
        path,
        `${path} of ${location}: expected sha256 ${sha256}, received ${received}. The stored file was damaged${onDamaged ? ' and has been removed; the next call fetches it again' : ''}.`,
      );
    });
    hashes.set(path, hash);
    hash.catch(() => hashes.delete(path));
    return hash;
  };

  const present = async (path: string): Promise<ModelFileEntry> => {
    if (!find(path).present) await source.fetch?.([path], {});
    return find(path);
  };

  /** The file itself, checked but not held: weights may be larger than memory. */
  const locate = async (path: string): Promise<Blob> => {
    const entry = await present(path);
    const blob = await source.open(path);
    if (entry.sha256 !== undefined) await verified(entry, () => sha256Of(blob));
    return blob;
  };

  const readWhole = async (path: string): Promise<Uint8Array> => {
    const entry = await present(path);
    const bytes = await bytesOf(path, await source.open(path));
    if (entry.sha256 !== undefined) await verified(entry, () => sha256Of(bytes));
    return bytes;
  };

  return {
    id,
    location,
    dtype: source.dtype,
    list: async () => [...source.entries()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    async read(path, range) {
      if (range === undefined) return readWhole(path);
      const { from } = range;
      const listed = find(path);
      const to = Math.min(range.to, listed.size);
      if (from >= to) return new Uint8Array();
      if (!listed.present && source.readPart) return source.readPart(path, from, to);
      const entry = await present(path);
      const blob = await source.open(path);
      if (entry.sha256 !== undefined && blob.size <= checkedBeforePart) await verified(entry, () => sha256Of(blob));
      return bytesOf(path, blob.slice(from, to));
    },
    async fetch(paths, context = {}) {
      throwIfAborted(context.signal);
      const missing = [...new Set(paths)].filter((path) => !find(path).present);
      if (missing.length > 0) await source.fetch?.(missing, context);
    },
    locate,
    async fingerprint(paths) {
      const lines = paths.map(async (path) => {
        const known = find(path).sha256 ?? (await present(path)).sha256;
        return `${known ?? (await verified(find(path), async () => sha256Of(await source.open(path))))}  ${path}\n`;
      });
      return sha256Of(new TextEncoder().encode((await Promise.all(lines)).join('')));
    },
  };
}
