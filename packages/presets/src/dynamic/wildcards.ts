import type { Wildcards } from './expand-prompts.js';

/** Lines of a wildcard file: empty ones and those that start with `#` are left out. */
export const parseWildcard = (text: string): string[] =>
  text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** A folder to read wildcards from; `ModelFiles` of `@overpaint/core` is one. */
export interface WildcardFolder {
  list(): Promise<readonly { readonly path: string }[]>;
  read(path: string): Promise<Uint8Array>;
}

/** All `.txt` files of a folder as lists, named by their path without the ending: `animals/birds.txt` is `__animals/birds__`. */
export async function readWildcards(folder: WildcardFolder): Promise<Wildcards> {
  const files = (await folder.list()).filter(({ path }) => path.endsWith('.txt'));
  const lists = files.map(async ({ path }) => {
    return [path.slice(0, -'.txt'.length), parseWildcard(decode(await folder.read(path)))] as const;
  });
  return Object.fromEntries(await Promise.all(lists));
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

// Every runtime has it; the package is compiled without DOM and Node types.
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
