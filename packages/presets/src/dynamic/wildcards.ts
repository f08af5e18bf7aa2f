import { checkText } from '../check.js';
import { InvalidArgumentError } from '../invalid-argument.js';
import { readTemplate, type Template } from './template.js';
import type { Warn } from './warning.js';

/** Lists of texts by name; each text may be a template again. */
export type Wildcards = Readonly<Record<string, readonly string[]>>;

/** Lines of a wildcard file: empty ones and those that start with `#` are left out. */
export function parseWildcard(text: string): string[] {
  checkText('text', text);
  return withoutRemarks(text.replace(/^\ufeff/, '').split(/\r?\n/));
}

const withoutRemarks = (lines: readonly string[]) =>
  lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));

/** The lists of a call, each line read once, when it is first needed. */
export class WildcardLists {
  readonly #lists: ReadonlyMap<string, readonly string[]>;
  readonly #read = new Map<string, readonly Template[]>();
  readonly #warn: Warn;

  /** @throws `INVALID_ARGUMENT` for a list that is no list of texts. */
  constructor(wildcards: Wildcards, warn: Warn) {
    this.#warn = warn;
    this.#lists = new Map(Object.entries(wildcards));
    for (const [name, lines] of this.#lists) {
      if (!Array.isArray(lines) || lines.some((line) => typeof line !== 'string'))
        throw new InvalidArgumentError(`wildcards.${name}`, 'a list of texts', lines);
    }
  }

  /**
   * The lines of a list, each once and in the order of the alphabet, or of all lists that a pattern names: `*` any signs, `?` one, `[ab]` one of these, `[!ab]` none of them.
   * A name that is none of a list is looked for in all folders. None where there is no such list.
   */
  linesOf(path: string): readonly Template[] {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const name = path.replace(/[\\/]+/g, '/').replace(/^\/|\/$/g, '');
    const lines = this.#matching(name);
    const found = lines.length === 0 ? this.#matching(`**/${name}`) : lines;
    const read = [...new Set(withoutRemarks(found))].sort().map((line) => readTemplate(line, this.#warn));
    this.#read.set(path, read);
    return read;
  }

  #matching(pattern: string): readonly string[] {
    const matches = asRegExp(pattern);
    return [...this.#lists].flatMap(([name, lines]) => (matches.test(name) ? lines : []));
  }
}

/** A pattern of file names as Python's `fnmatch` reads it, which knows no folders. */
function asRegExp(pattern: string): RegExp {
  const plain = pattern.replace(/[\\^$.+(){}|]/g, '\\$&');
  try {
    return new RegExp(`^${plain.replace(/\*+/g, '.*').replace(/\?/g, '.').replace(/\[!/g, '[^')}$`, 's');
  } catch {
    return /$^/; // [z-a] names nothing
  }
}

/** A folder to read wildcards from; `ModelFiles` of `@overpaint/core` is one. */
export interface WildcardFolder {
  list(): Promise<readonly { readonly path: string }[]>;
  read(path: string): Promise<Uint8Array>;
}

/** All `.txt` files of a folder as lists, named by their path without the ending: `animals/birds.txt` is `__animals/birds__`. */
export async function readWildcards(folder: WildcardFolder): Promise<Wildcards> {
  if (typeof folder?.list !== 'function')
    throw new InvalidArgumentError('folder', 'an object with list() and read()', folder);
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
