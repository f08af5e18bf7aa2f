import { type ModelFiles, ModelNotFoundError } from '@overpaint/core';
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

/** A file with its path inside the folder that was chosen. */
export interface LocalFile {
  readonly path: string;
  readonly file: File;
}

/** A model of the person in a form that can be sent to another thread. */
export type PortableModel = FileSystemDirectoryHandle | { readonly name: string; readonly files: readonly LocalFile[] };

export function portableModel(source: LocalModel): PortableModel {
  if (isDirectory(source)) return source;
  const files = Array.from(source);
  // `photos/model/unet/model.onnx`: the first name is the chosen folder's own.
  const pathOf = ({ webkitRelativePath, name }: File) => webkitRelativePath.split('/').slice(1).join('/') || name;
  return {
    name: files[0]!.webkitRelativePath.split('/')[0] || 'local model',
    files: files.map((file) => ({ path: pathOf(file), file })),
  };
}

/** @throws ModelNotFoundError `MODEL_NOT_FOUND` when there is nothing in it. */
export async function localFiles(model: PortableModel): Promise<ModelFiles> {
  const { name: id } = model;
  const entries = isDirectory(model) ? await walk(model) : model.files.map(entryOf);
  if (entries.length === 0) throw new ModelNotFoundError(id, `model: expected a model folder, but ${id} is empty.`);
  return blobFiles({ id, location: `the folder ${id}`, entries });
}

const entryOf = ({ path, file }: LocalFile): BlobEntry => ({ path, size: file.size, open: async () => file });

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
  return found;
}
