import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ImageFormat, InvalidArgumentError, StorageError } from '@overpaint/core';
import { flush } from './flush.js';

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
  if (path instanceof URL || (typeof path === 'string' && path.startsWith('file:'))) return fileURLToPath(path);
  if (typeof path !== 'string' || path === '') throw new InvalidArgumentError('path', 'a file name', path);
  return resolve(path);
}

/**
 * Writes a file whole or not at all: into a file beside it, which takes the name once all bytes are on disk.
 *
 * @throws StorageError `STORAGE` when the disk is full, the folder missing or writing forbidden; nothing is left then.
 */
export async function saveFile(path: string, bytes: Uint8Array): Promise<void> {
  const partial = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.partial`);
  try {
    const handle = await open(partial, 'wx');
    try {
      await handle.writeFile(bytes);
      await flush(handle); // a full disk may show only here
    } finally {
      await handle.close();
    }
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {}); // the error below says what is wrong
    throw new StorageError(`${path} was not written: ${reason(cause as NodeJS.ErrnoException, path)}`, { cause });
  }
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
    default:
      return `${message}.`;
  }
}
