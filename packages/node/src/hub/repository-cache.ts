import { copyFile, link, readFile, rename, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isCommit, type RemoteFile } from '@overpaint/core/platform';
import { makeFolder } from '../make-folder.js';
import { writeWhole } from '../save-file.js';
import { unfinishedPath } from '../unfinished.js';
import { storageError } from './download-blob.js';

/**
 * One repository in the cache that huggingface_hub keeps: `blobs/` by hash, `snapshots/<commit>/<path>` as links to them,
 * `refs/<branch>` with the commit that a branch was.
 */
export class RepositoryCache {
  constructor(
    /** `models--owner--name`. */
    readonly folder: string,
    /** Whether snapshots may hold links. */
    private readonly links: boolean,
  ) {}

  snapshot(commit: string): string {
    return join(this.folder, 'snapshots', commit);
  }

  /** Where a file of a snapshot lies, or will. */
  pointer(commit: string, path: string): string {
    return join(this.snapshot(commit), ...path.split('/'));
  }

  blob({ sha256, gitSha1 }: RemoteFile): string | undefined {
    const name = sha256 ?? gitSha1;
    return name !== undefined && /^[0-9a-f]{40,64}$/.test(name) ? join(this.folder, 'blobs', name) : undefined;
  }

  /** The commit that a revision was when it was last asked for. */
  async commitOf(revision: string): Promise<string | undefined> {
    if (isCommit(revision)) return revision;
    const commit = await readFile(join(this.folder, 'refs', ...revision.split('/')), 'utf8').catch(() => '');
    return /^[\w.-]+$/.test(commit.trim()) ? commit.trim() : undefined;
  }

  async noteCommit(revision: string, commit: string): Promise<void> {
    if (revision === commit || (await this.commitOf(revision)) === commit) return;
    await note(join(this.folder, 'refs', ...revision.split('/')), commit);
  }

  /** The files of a commit: as they were listed here, or by huggingface_hub (from version 2). */
  async listing(commit: string, urlOf: (path: string) => string): Promise<readonly RemoteFile[] | undefined> {
    for (const path of [
      join(this.folder, '.overpaint', `${commit}.json`),
      join(this.folder, 'trees', `${commit}.json`),
    ]) {
      const files = listedFiles(await readFile(path, 'utf8').catch(() => ''), urlOf);
      if (files !== undefined) return files;
    }
    return undefined;
  }

  async noteListing(commit: string, files: readonly RemoteFile[]): Promise<void> {
    const listed = files.map(({ path, size, sha256, gitSha1 }) => {
      const large = sha256 === undefined ? {} : { lfs_sha256: sha256, lfs_size: size };
      return [path, { size, blob_id: gitSha1 ?? '', ...large }];
    });
    const listing: Listing = { format_version: 1, files: Object.fromEntries(listed) };
    await note(join(this.folder, '.overpaint', `${commit}.json`), JSON.stringify(listing));
  }

  /** Whether a snapshot has a file, of the size that it must have. */
  async has(commit: string, { path, size }: RemoteFile): Promise<boolean> {
    const facts = await stat(this.pointer(commit, path)).catch(() => undefined);
    return facts?.isFile() === true && facts.size === size;
  }

  /**
   * Puts a blob into a snapshot: a link to it, a second name for it where the system makes no links (Windows, for most users), or a
   * copy.
   */
  async place(commit: string, path: string, blob: string): Promise<void> {
    const pointer = this.pointer(commit, path);
    await makeFolder(dirname(pointer));
    const made = await unfinishedPath(dirname(pointer));
    const byLink = () => symlink(relative(dirname(pointer), blob), made);
    const ways = [...(this.links ? [byLink] : []), () => link(blob, made), () => copyFile(blob, made)];
    for (const [index, way] of ways.entries()) {
      try {
        await way();
        break;
      } catch (error) {
        if (index === ways.length - 1) throw error;
      }
    }
    await rename(made, pointer);
  }
}

/** As huggingface_hub 2 writes its own. Ours lie elsewhere: it takes a list beside a snapshot as a claim that all of it is here. */
interface Listing {
  readonly format_version: number;
  readonly files: Readonly<
    Record<
      string,
      { readonly size: number; readonly blob_id: string; readonly lfs_sha256?: string; readonly lfs_size?: number }
    >
  >;
}

function listedFiles(text: string, urlOf: (path: string) => string): RemoteFile[] | undefined {
  try {
    const { format_version: version, files } = JSON.parse(text) as Listing;
    if (version !== 1) return undefined;
    return Object.entries(files).map(([path, { size, blob_id, lfs_sha256: sha256, lfs_size }]) => ({
      path,
      url: urlOf(path),
      size: lfs_size ?? size,
      sha256,
      ...(sha256 === undefined && { gitSha1: blob_id }),
    }));
  } catch {
    return undefined; // none, or cut off
  }
}

/** Writes a small file that nobody sees half. */
async function note(path: string, content: string): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeWhole(path, (handle) => handle.writeFile(content));
  } catch (error) {
    storageError({ path })(error as Error);
  }
}
