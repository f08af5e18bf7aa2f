import { InvalidArgumentError, type ModelFiles, ModelNotFoundError } from '@overpaint/core';
import { type BlobEntry, blobFiles } from './blob-files.js';

/** A model that the person chose: `<input type="file" webkitdirectory>`'s files, or a directory handle. */
export type LocalModel = FileList | readonly File[] | FileSystemDirectoryHandle;

export const isLocalModel = (source: unknown): source is LocalModel =>
  typeof source === 'object' &&
  source !== null &&
  (isDirectory(source) || (isFileList(source) && source.length > 0 && source[0] instanceof File));

const isDirectory = (source: object): source is FileSystemDirectoryHandle =>
  'kind' in source && source.kind === 'directory';

const isFileList = (source: object): source is ArrayLike<File> => 'length' in source && !('nodeType' in source);

/** The files as a list, which can be sent to another thread. */
export const portableModel = (source: LocalModel): FileSystemDirectoryHandle | File[] =>
  isDirectory(source) ? source : Array.from(source);

/** @throws ModelNotFoundError `MODEL_NOT_FOUND` when there is nothing in it. */
export async function localFiles(source: FileSystemDirectoryHandle | readonly File[]): Promise<ModelFiles> {
  const entries = isDirectory(source) ? await walk(source) : fromList(source);
  const folder = isDirectory(source) ? source.name : (source[0]?.webkitRelativePath.split('/')[0] ?? '');
  const id = folder || 'local model';
  if (entries.length === 0) throw new ModelNotFoundError(id, `model: expected a model folder, but ${id} is empty.`);
  return blobFiles({ id, location: `the folder ${id}`, entries });
}

/** Names start below the folder that was chosen. */
function fromList(files: readonly File[]): BlobEntry[] {
  return files.map((file) => {
    if (!(file instanceof File)) throw new InvalidArgumentError('model', 'files', file);
    const path = file.webkitRelativePath.split('/').slice(1).join('/') || file.name;
    return { path, size: file.size, open: async () => file };
  });
}

async function walk(folder: FileSystemDirectoryHandle, prefix = ''): Promise<BlobEntry[]> {
  const found: BlobEntry[] = [];
  for await (const entry of folder.values()) {
    const path = `${prefix}${entry.name}`;
    if (entry.name.startsWith('.')) continue;
    if (entry.kind === 'directory') found.push(...(await walk(entry as FileSystemDirectoryHandle, `${path}/`)));
    else {
      const { size } = await (entry as FileSystemFileHandle).getFile();
      found.push({ path, size, open: () => (entry as FileSystemFileHandle).getFile() });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
