import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ImageDecodeError, readMetadata, readRecipe } from '../../index.js';
import type { CommonFlags } from '../session.js';
import { Terminal } from '../terminal.js';

/** `overpaint recipe`: the JSON that a picture carries, a file or `-` for stdin. It is JSON with and without `--json`. */
export async function recipe(path: string, flags: CommonFlags): Promise<void> {
  const terminal = new Terminal({ ...flags, json: true });
  const reading = path === '-' ? buffer(process.stdin) : readFile(path);
  const bytes = await reading.catch((cause: Error) => {
    throw new ImageDecodeError(`image: ${path} could not be read (${cause.message}).`, { cause });
  });
  const found = readRecipe(bytes);
  if (found === undefined) {
    const reason =
      readMetadata(bytes).parameters === undefined
        ? 'it was painted without metadata, or by something else'
        : 'what it says of its making is of a tool that is not known here';
    throw new ImageDecodeError(`image: ${path} holds no recipe: ${reason}.`);
  }
  terminal.data(found);
}
