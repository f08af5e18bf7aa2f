import { stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { glob, isDynamicPattern } from 'tinyglobby';
import { AbortedError, ImageDecodeError } from '../index.js';

/** A picture that the command line names. */
export interface Picture {
  /** How the person knows it. */
  readonly name: string;
  /** Its name without folder and ending, for the names of results. */
  readonly stem: string;
  /** The folder that results are put in, as the person would write it. */
  readonly folder: string;
  /** Where it lies, if it is a file. */
  readonly path: string | undefined;
  /** What `img2img()` is given. */
  load(signal: AbortSignal): Promise<string | Uint8Array>;
}

/**
 * The pictures that arguments name: files, URLs, `-` for stdin, and patterns such as `photos/*.jpg` that no shell has
 * expanded. A file named like a pattern is that file. Each file counts once, in the order of the arguments.
 */
export async function findPictures(names: readonly string[]): Promise<Picture[]> {
  const found = await Promise.all(names.map(expand));
  const seen = new Set<string>();
  return found.flat().filter(({ path, name }) => {
    const identity = path ?? name;
    return !seen.has(identity) && seen.add(identity);
  });
}

async function expand(name: string): Promise<Picture[]> {
  if (name === '-') return [{ name: 'stdin', stem: 'stdin', folder: '.', path: undefined, load: readStdin }];
  if (/^(https?|data):/i.test(name)) return [fromUrl(name)];
  if (!isDynamicPattern(name) || (await exists(name))) return [fromFile(name)];
  const pattern = process.platform === 'win32' ? name.replaceAll('\\', '/') : name;
  const files = await glob(pattern, { onlyFiles: true, expandDirectories: false });
  return files.length > 0 ? files.sort(byNumber).map(fromFile) : [nothingMatches(name)];
}

/** `photo-2` before `photo-10`. */
const byNumber = new Intl.Collator('en', { numeric: true }).compare;

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

const isFolder = (path: string) =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );

const patternFor = (folder: string) =>
  `All pictures in it are "${folder.replace(/[/\\]+$/, '')}/*.{jpg,jpeg,png,webp}".`;

function fromFile(name: string): Picture {
  return {
    name,
    stem: basename(name, extname(name)),
    folder: dirname(name),
    path: resolve(name),
    load: async () => {
      if (await isFolder(name)) throw new ImageDecodeError(`image: ${name} is a folder. ${patternFor(name)}`);
      return name; // a file that is missing or no picture is told by what reads it
    },
  };
}

function fromUrl(name: string): Picture {
  const last = name.startsWith('data:') ? '' : basename(new URL(name).pathname);
  const stem = basename(last, extname(last)).replace(/[^\w.-]+/g, '-') || 'picture';
  return {
    name: name.length > 60 ? `${name.slice(0, 59)}…` : name,
    stem,
    folder: '.',
    path: undefined,
    load: async () => name,
  };
}

/** A picture that fails when its turn comes, so that the others are painted all the same. */
function nothingMatches(name: string): Picture {
  const load = async () => {
    throw new ImageDecodeError(`image: no file matches ${name}. Patterns start from ${process.cwd()}.`);
  };
  return { name, stem: 'picture', folder: '.', path: undefined, load };
}

async function readStdin(signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of addAbortSignal(signal, process.stdin)) chunks.push(chunk as Buffer);
  } catch (cause) {
    throw signal.aborted ? new AbortedError(signal.reason) : cause;
  }
  return Buffer.concat(chunks);
}
