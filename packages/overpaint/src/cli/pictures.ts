import { stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { AbortedError, ImageDecodeError } from '../index.js';
import { isFolder } from './folders.js';
import { isPattern, matchFiles } from './match-files.js';
import type { Terminal } from './terminal.js';

/** A picture that the command line names. */
export interface Picture {
  /** How the person knows it, short enough for a line. */
  readonly name: string;
  /** The same in full, for programs. */
  readonly input: string;
  /** Its name without folder and ending, for the names of results. */
  readonly stem: string;
  /** The folder that results are put in, as the person would write it. */
  readonly folder: string;
  readonly from: 'file' | 'address' | 'stdin';
  /** Where it lies, if it is a file. */
  readonly path: string | undefined;
  /** What `img2img()` is given. */
  load(signal: AbortSignal): Promise<string | Uint8Array>;
}

/**
 * The pictures that arguments name: files, URLs, `-` for stdin, and patterns such as `photos/*.jpg` that no shell has
 * expanded. A file named like a pattern or an address is that file. Each file, each address counts once, in the order of
 * the arguments; that one is named again is noted.
 */
export async function findPictures(names: readonly string[], terminal: Pick<Terminal, 'note'>): Promise<Picture[]> {
  const found = (await Promise.all(names.map(expand))).flat();
  const pictures = new Map<string, Picture>();
  const repeated = new Map<string, Picture>();
  for (const picture of found) {
    const identity = picture.path ?? `${picture.from} ${picture.input}`;
    (pictures.has(identity) ? repeated : pictures).set(identity, picture);
  }
  const [one, ...more] = [...repeated.values()].map(({ name }) => name);
  if (one !== undefined) {
    const others = more.length > 0 ? ` and ${more.length} more` : '';
    terminal.note(`${one}${others} named more than once: counted once.`);
  }
  return [...pictures.values()];
}

async function expand(name: string): Promise<Picture[]> {
  if (name === '-') return [fromStdin];
  if (await exists(name)) return [fromFile(name)];
  if (/^file:/i.test(name) && URL.canParse(name)) return [fromFileUrl(name)];
  if (isAddress(name)) return [fromAddress(name)];
  if (!isPattern(name)) return [fromFile(name)];
  const files = await matchFiles(name);
  return files.length > 0 ? files.map(fromFile) : [nothingMatches(name)];
}

const isAddress = (name: string) => /^(https?|data):/i.test(name);

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

const patternFor = (folder: string) =>
  `All pictures in it are "${folder.replace(/[/\\]+$/, '')}/*.{jpg,jpeg,png,webp}".`;

const fromStdin: Picture = {
  name: 'stdin',
  input: '-',
  stem: 'stdin',
  folder: '.',
  from: 'stdin',
  path: undefined,
  load: readStdin,
};

function fromFile(name: string): Picture {
  return {
    name,
    input: name,
    stem: basename(name, extname(name)),
    folder: dirname(name),
    from: 'file',
    path: resolve(name),
    load: async () => {
      if (await isFolder(name)) throw new ImageDecodeError(`image: ${name} is a folder. ${patternFor(name)}`);
      // A name like an address would be taken for one. That a file is missing is told by what reads it.
      return /^[a-z]+:/i.test(name) && (await exists(name)) ? resolve(name) : name;
    },
  };
}

function fromFileUrl(name: string): Picture {
  try {
    return { ...fromFile(fileURLToPath(name)), input: name };
  } catch {
    return fromFile(name); // of another machine: told by what reads it
  }
}

function fromAddress(name: string): Picture {
  return {
    name: shorten(name),
    input: name,
    stem: name.toLowerCase().startsWith('data:') ? 'picture' : stemOf(name),
    folder: '.',
    from: 'address',
    path: undefined,
    load: async () => name,
  };
}

/** The last part of an address's path as the beginning of a file name, with the letters that it stands for. */
function stemOf(address: string): string {
  const last = URL.canParse(address) ? basename(new URL(address).pathname) : '';
  let letters = last;
  try {
    letters = decodeURIComponent(last);
  } catch {
    // a percent sign that is only that
  }
  const stem = basename(letters, extname(letters)).replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '-');
  return stem.replace(/^[.-]+|-+$/g, '') || 'picture';
}

/** Both ends of what is too long for a line: addresses often begin alike and differ at their end. */
const shorten = (name: string) => (name.length > 60 ? `${name.slice(0, 29)}…${name.slice(-30)}` : name);

/** A picture that fails when its turn comes, so that the others are painted all the same. */
function nothingMatches(name: string): Picture {
  const load = async () => {
    throw new ImageDecodeError(`image: no file matches ${name}. Patterns start from ${process.cwd()}.`);
  };
  return { ...fromFile(name), path: undefined, load };
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
