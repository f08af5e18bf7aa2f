import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { type ImageFormat, InvalidArgumentError, isOverpaintError, StorageError } from '@overpaint/core';
import { checkNames } from '@overpaint/core/platform';
import { flush } from './flush.js';
import { pathOfUrl } from './path-of-url.js';
import { unfinishedPath } from './unfinished.js';

const formats: Readonly<Record<string, ImageFormat>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
};

/** The format that a file's name asks for. @throws InvalidArgumentError `INVALID_ARGUMENT` for another ending. */
export function formatOf(path: string): ImageFormat {
  const format = formats[extname(path).toLowerCase()];
  if (format === undefined) {
    throw new InvalidArgumentError('path', 'a file name that ends in .png, .jpg, .jpeg or .webp', path);
  }
  return format;
}

/** A path of the file system, from a path or a `file:` URL. */
export function pathOf(path: string | URL): string {
  if (path instanceof URL || (typeof path === 'string' && path.startsWith('file:'))) return pathOfUrl('path', path);
  if (typeof path !== 'string' || path === '') throw new InvalidArgumentError('path', 'a file name', path);
  return resolve(path);
}

export interface SaveFileOptions {
  /** Whether a file of that name is replaced; otherwise it is an error, whoever made the file and however late. @defaultValue `true` */
  readonly replace?: boolean | undefined;
}

/**
 * Writes a file whole or not at all: into a file beside it, which takes the name once all bytes are on disk.
 *
 * @throws StorageError `STORAGE` when the disk is full, the folder missing or writing forbidden, or when there is a file
 * already that shall not be replaced (`cause.code` is `EEXIST` then); nothing is left then. InvalidArgumentError
 * `INVALID_ARGUMENT` for what is no path or no bytes.
 *
 * @example
 * ```ts
 * import { img2img, saveFile } from '@overpaint/node';
 * const { images } = await img2img({ image: 'bird.jpg', style: 'ink' });
 * await saveFile('ink.png', await images[0].encode('png'), { replace: false });
 * ```
 */
export async function saveFile(path: string | URL, bytes: Uint8Array, options: SaveFileOptions = {}): Promise<void> {
  pathOf(path); // what is no path is told first
  if (!ArrayBuffer.isView(bytes)) throw new InvalidArgumentError('bytes', 'a Uint8Array', bytes);
  checkNames('options', options, { replace: true });
  const { replace = true } = options;
  if (typeof replace !== 'boolean') throw new InvalidArgumentError('replace', 'true or false', replace);
  await writeWhole(path, (handle) => handle.writeFile(bytes), replace ? rename : takeName);
}

/**
 * Lets `write` fill a file beside the one that is meant, which takes its name once all bytes are on disk. What fails leaves
 * nothing.
 *
 * @throws StorageError `STORAGE` for what the file system says; what else `write` throws.
 */
export async function writeWhole(
  path: string | URL,
  write: (handle: FileHandle) => Promise<void>,
  take: (partial: string, file: string) => Promise<void> = rename,
): Promise<void> {
  const file = pathOf(path);
  // A name of its own and not the file's with more behind it: that one may have all the bytes that a name can have.
  const partial = await unfinishedPath(dirname(file));
  try {
    const handle = await open(partial, 'wx');
    try {
      await write(handle);
      await flush(handle); // a full disk may show only here
    } finally {
      await handle.close();
    }
    await take(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {}); // the error below says what is wrong
    if (isOverpaintError(cause) || (cause as NodeJS.ErrnoException).code === undefined) throw cause;
    throw new StorageError(`${path} was not written: ${reason(cause as NodeJS.ErrnoException, file)}`, { cause });
  }
}

/** Gives a file a name that is free, and fails if it is not: looking first would leave a moment for others to take it. */
async function takeName(partial: string, file: string): Promise<void> {
  try {
    await link(partial, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    return reserveName(partial, file); // exFAT and some network folders know no links
  }
  await rm(partial).catch(() => {}); // a second name of the same file: it takes no room, and the file is there
}

async function reserveName(partial: string, file: string): Promise<void> {
  await (await open(file, 'wx')).close();
  await rename(partial, file).catch(async (error: unknown) => {
    await rm(file, { force: true });
    throw error;
  });
}

function reason({ code, message }: NodeJS.ErrnoException, path: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'the disk is full, or the file is larger than allowed there. Free some space or save elsewhere.';
    case 'ENOENT':
    case 'ENOTDIR':
      return `the folder ${dirname(path)} does not exist. Create it first.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `this user may not write in ${dirname(path)}.`;
    case 'EISDIR':
    case 'ENOTEMPTY':
      return 'a folder has that name.';
    case 'EEXIST':
      return 'a file of that name is there already.';
    case 'ENAMETOOLONG':
      return 'the name is longer than the file system takes (255 bytes a name with most). Choose a shorter one.';
    default:
      return `${message}.`;
  }
}
