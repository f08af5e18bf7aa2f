/** A model that the person chose: `<input type="file" webkitdirectory>`'s files, or a directory handle. */
export type LocalModel = FileList | readonly File[] | FileSystemDirectoryHandle;

export const isLocalModel = (source: unknown): source is LocalModel =>
  typeof source === 'object' &&
  source !== null &&
  (isDirectory(source) || (isFileList(source) && source.length > 0 && source[0] instanceof File));

export const isDirectory = (source: object): source is FileSystemDirectoryHandle =>
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
