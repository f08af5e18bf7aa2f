import { type ModelFiles, ModelNotFoundError } from '@overpaint/core';
import { type BlobEntry, blobFiles } from './blob-files.js';
import { isDirectory, type LocalFile, type PortableModel } from './local-files.js';
import { sha256Of } from './sha256.js';

/** @throws ModelNotFoundError `MODEL_NOT_FOUND` when there is nothing in it. */
export async function localModel(model: PortableModel): Promise<ModelFiles> {
  const { name: id } = model;
  const entries = isDirectory(model) ? await walk(model) : model.files.map(entryOf);
  if (entries.length === 0) throw new ModelNotFoundError(id, `model: expected a model folder, but ${id} is empty.`);
  return blobFiles({ id, location: `the folder ${id}`, entries, sha256Of });
}

const entryOf = ({ path, file }: LocalFile): BlobEntry => ({
  path,
  size: file.size,
  present: true,
  open: async () => file,
});

async function walk(folder: FileSystemDirectoryHandle, prefix = ''): Promise<BlobEntry[]> {
  const found: BlobEntry[] = [];
  for await (const entry of folder.values()) {
    const path = `${prefix}${entry.name}`;
    if (entry.name.startsWith('.')) continue;
    if (entry.kind === 'directory') found.push(...(await walk(entry as FileSystemDirectoryHandle, `${path}/`)));
    else {
      const { size } = await (entry as FileSystemFileHandle).getFile();
      found.push({ path, size, present: true, open: () => (entry as FileSystemFileHandle).getFile() });
    }
  }
  return found;
}
