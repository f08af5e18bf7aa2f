import type { BlobLike } from '../backend/blob-like.js';
import { ModelNotFoundError } from '../errors/index.js';
import type { OpenModelContext, Platform } from '../platform.js';
import type { LoraBytes } from './lora-file.js';

/** A LoRA file: its path or address, a folder or repository that holds one, or its bytes. */
export type LoraSource = string | Uint8Array | BlobLike;

/**
 * Finds a LoRA file. A source that ends in `.safetensors` is the file itself; any other a folder or repository with one.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND` and what may go wrong on the way.
 */
export async function findLora(
  source: LoraSource,
  { openModel, openFile }: Pick<Platform, 'openModel' | 'openFile'>,
  context: OpenModelContext,
): Promise<LoraBytes> {
  if (source instanceof Uint8Array) return { name: 'lora', location: 'the bytes given', read: async () => source };
  if (typeof source !== 'string') {
    const name = 'name' in source ? String(source.name) : 'lora';
    return { name, location: name, read: async () => new Uint8Array(await source.arrayBuffer()) };
  }
  const fetched = await openFile?.(source, context);
  if (fetched !== undefined) return { name: nameIn(source), location: source, read: async () => fetched };
  const [, folder = '', file] = /^(.*?)([^/\\]+\.safetensors)$/i.exec(source) ?? [];
  const files = await openModel(file === undefined ? source : folderOf(folder), context);
  const path = file ?? onlyFile(source, await files.list());
  await files.fetch([path], context);
  return {
    name: nameIn(path),
    location: `${files.location}/${path}`,
    read: () => files.read(path),
    ...(files.state && { state: () => files.state!([path]) }),
  };
}

/** The last part of a path or an address. */
const nameIn = (path: string) => decodeURIComponent(path.replace(/[?#].*$/, '').replace(/^.*\//, '')) || 'lora';

/** `owner/name/` is a repository only without its last slash, `/` no folder without. */
const folderOf = (path: string) => (path.length > 1 ? path.replace(/[/\\]$/, '') : path || '.');

function onlyFile(source: string, entries: readonly { readonly path: string }[]): string {
  const found = entries.map(({ path }) => path).filter((path) => /\.safetensors$/i.test(path));
  if (found.length === 1) return found[0]!;
  throw new ModelNotFoundError(
    source,
    `lora: expected one .safetensors file in ${source}, found ${found.length === 0 ? 'none' : found.slice(0, 8).join(', ')}. Name the file.`,
  );
}
