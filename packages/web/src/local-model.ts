import { type ModelFiles, ModelNotFoundError } from '@overpaint/core';
import { blobFiles } from './blob-files.js';
import { isDirectory, type PortableModel } from './local-files.js';
import { sha256Of } from './sha256.js';

/** A file on the person's disk. */
interface LocalEntry {
  readonly path: string;
  readonly size: number;
  open(): Promise<File>;
}

/** @throws ModelNotFoundError `MODEL_NOT_FOUND` when there is nothing in it. */
export async function localModel(model: PortableModel): Promise<ModelFiles> {
  const { name: id } = model;
  const found = isDirectory(model)
    ? await walk(model)
    : model.files.map(({ path, file }): LocalEntry => ({ path, size: file.size, open: async () => file }));
  if (found.length === 0) throw new ModelNotFoundError(id, `model: expected a model folder, but ${id} is empty.`);
  const entries = found.map(({ path, size }) => ({ path, size, present: true }));
  const open = new Map(found.map((entry) => [entry.path, entry.open]));
  return blobFiles({
    id,
    location: `the folder ${id}`,
    entries: () => entries,
    open: (path) => open.get(path)!(),
    sha256Of,
  });
}

async function walk(folder: FileSystemDirectoryHandle, prefix = ''): Promise<LocalEntry[]> {
  const found: LocalEntry[] = [];
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
