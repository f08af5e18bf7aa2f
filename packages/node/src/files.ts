import { createHash } from 'node:crypto';
import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { type ModelFiles, ModelInvalidError, ModelNotFoundError, throwIfAborted } from '@overpaint/core';
import { refusePyTorchFile } from '@overpaint/core/platform';
import { fileState } from './file-state.js';
import { isInside } from './is-inside.js';
import { listFolder } from './list-folder.js';

export interface FolderFilesOptions {
  /** What recipes call the model. @defaultValue the folder's own name */
  readonly id?: string;
  /** sha256 of files, in hex. */
  hash(paths: readonly string[]): Promise<string[]>;
}

/**
 * A model folder on disk. Paths inside it are relative, use `/`, and cannot lead out of it, through links neither; only
 * the snapshot folders of a Hugging Face cache may link to the blobs beside them, since that is how it stores files.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND` when there is no such folder, or nothing in it. The methods throw
 * ModelInvalidError `MODEL_INVALID` for a file that is missing or lies elsewhere.
 */
export async function folderFiles(folder: string, { id, hash }: FolderFilesOptions): Promise<ModelFiles> {
  const root = await findFolder(folder);
  const borders = bordersOf(root);

  const locate = async (path: string): Promise<string> => {
    const component = path.split('/')[0] || 'model';
    const segments = path.split(/[/\\]/);
    if (isAbsolute(path) || /^[a-z]:/i.test(path) || segments.includes('..')) {
      throw new ModelInvalidError(
        component,
        `${component}: expected a path inside ${root}, received "${path}", which leads out of it.`,
      );
    }
    const found = await realpath(join(root, ...segments)).catch((cause: NodeJS.ErrnoException) => {
      throw new ModelInvalidError(
        component,
        `${component}: expected the file ${path} in ${root}, but it ${problem(cause)}.`,
        { cause },
      );
    });
    if (!borders.some((border) => isInside(found, border))) {
      throw new ModelInvalidError(
        component,
        `${component}: ${path} in ${root} is a link to ${found}, outside the folder. Copy the file into it.`,
      );
    }
    if (!(await stat(found)).isFile()) {
      throw new ModelInvalidError(
        component,
        `${component}: expected the file ${path || '""'} in ${root}, but it is a folder.`,
      );
    }
    // ONNX Runtime looks for external data beside the path it is given, so that is the folder's own, not the link's end.
    return join(root, ...segments);
  };

  const list = () => listFolder(root, borders[0]);

  return {
    id: id ?? basename(root),
    location: root,
    list,
    async read(path, range) {
      if (range === undefined) return readFile(await locate(path));
      const { from, to } = range;
      const handle = await open(await locate(path));
      try {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(to - from), 0, to - from, from);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    async fetch(paths, { signal } = {}) {
      throwIfAborted(signal);
      await Promise.all(paths.map(locate)); // all of it is here
    },
    state: async (paths) => stateOf(root, paths ?? (await list()).map(({ path }) => path)),
    locate,
    async fingerprint(paths) {
      const located = await Promise.all(paths.map(locate));
      const hashes = await hash(located);
      const lines = paths.map((path, index) => `${hashes[index]}  ${path}\n`);
      return createHash('sha256').update(lines.join('')).digest('hex');
    },
  };
}

/**
 * The folders that links may lead within: its own; for snapshots of a Hugging Face cache the repository's, where its blobs lie, and
 * the one beside it in which huggingface_hub 2 keeps blobs of several repositories together.
 */
function bordersOf(root: string): readonly [string, ...string[]] {
  if (!dirname(root).endsWith(`${sep}snapshots`)) return [root];
  const repository = dirname(dirname(root));
  return [repository, join(dirname(repository), 'blobs')];
}

/** Which files there are, and the state of each. */
async function stateOf(root: string, paths: readonly string[]): Promise<string> {
  const lines = paths.map(async (path) => `${path} ${(await fileState(join(root, path))).state}`);
  return createHash('sha256')
    .update((await Promise.all(lines)).join('\n'))
    .digest('hex');
}

async function findFolder(folder: string): Promise<string> {
  const path = resolve(folder);
  const root = await realpath(path).catch((cause: NodeJS.ErrnoException) => {
    throw new ModelNotFoundError(folder, `model: expected a model folder at ${path}, but it ${problem(cause)}.`, {
      cause,
    });
  });
  if (!(await stat(root)).isDirectory()) {
    refusePyTorchFile(root);
    throw new ModelNotFoundError(
      folder,
      `model: expected a model folder, but ${path} is a file. Name the folder that holds model_index.json, unet/, vae_decoder/ and so on.`,
    );
  }
  if ((await readdir(root)).length === 0) {
    throw new ModelNotFoundError(folder, `model: expected a model folder with model_index.json, but ${path} is empty.`);
  }
  return root;
}

function problem({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  return `could not be read (${message})`;
}
