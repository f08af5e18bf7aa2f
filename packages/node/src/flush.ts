import { fsync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Ends when all bytes of a file are on disk. The handle's own `sync()` is missing under Yarn's Plug'n'Play. */
export const flush = (file: FileHandle): Promise<void> => promisify(fsync)(file.fd);
