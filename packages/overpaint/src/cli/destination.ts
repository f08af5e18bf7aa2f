import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ImageFormat, isOverpaintError, StorageError, saveFile } from '../index.js';
import { checkFolder, isFolder, makeFolder } from './folders.js';
import { type FreeNames, freeNames, look, type Writing } from './free-names.js';
import type { Picture } from './pictures.js';
import { UsageError } from './usage-error.js';

/** Where results go. */
export interface Destination {
  readonly stdout: boolean;
  readonly format: ImageFormat;
  /** Fails where a result of this picture could not be written: asked before it is painted. @throws StorageError `STORAGE` */
  check(picture: Picture): Promise<void>;
  /** The folder that a picture's results are put in under names that are made; nothing where they are named or piped. */
  folderOf(picture: Picture): string | undefined;
  /**
   * Writes a result of a picture, the `number`-th (from 1) of `total`.
   *
   * @returns the path, or `-` for stdout.
   */
  write(bytes: Uint8Array, place: Place): Promise<string>;
}

export interface Place extends Writing {
  readonly picture: Picture;
  readonly number: number;
  readonly total: number;
  /** What a PNG beside the results is called, behind the name of their source. */
  readonly beside?: string | undefined;
}

export interface DestinationOptions {
  /** `-o`: a file, a folder, or `-`. */
  readonly output?: string | undefined;
  readonly format?: string | undefined;
  readonly overwrite?: boolean | undefined;
  /** What is put behind the name of a source: `photo-overpaint.png`. */
  readonly suffix: string;
  /** Files that are read beside the pictures, which are sources too. */
  readonly mask?: string | undefined;
  readonly recipe?: string | undefined;
  readonly controlImage?: readonly string[] | undefined;
  readonly reads?: readonly string[] | undefined;
}

const endings: Readonly<Record<string, ImageFormat>> = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp' };

/**
 * A file that `-o` names is replaced, as with any tool. Names that are made here never replace anything: `-2`, `-3` …
 * is added, unless `--overwrite` says otherwise. Even then they never take the place of a source or of another result;
 * a source is only written over where both `-o` and `--overwrite` say so.
 *
 * @throws UsageError when `-o` and the pictures do not fit together; StorageError `STORAGE` when nothing can be written there.
 */
export async function chooseDestination(
  pictures: readonly Picture[],
  { output: given, format, overwrite = false, suffix, mask, recipe, controlImage = [], reads = [] }: DestinationOptions,
): Promise<Destination> {
  const wanted = format === undefined ? undefined : endings[format.toLowerCase()];
  if (format !== undefined && wanted === undefined) {
    throw new UsageError(`--format: expected png, jpeg or webp, received "${format}".`);
  }
  const kind = wanted ?? 'png';
  if (given === '-' || (given === undefined && pictures.every(({ from }) => from === 'stdin'))) {
    return toStdout(kind, given, pictures);
  }
  const output = given === undefined ? undefined : pathOf(given);
  const sources = [...pictures.map(({ path }) => path), mask, recipe, ...controlImage, ...reads].filter(
    (path) => path !== undefined,
  );
  const names = await freeNames(sources, { overwrite });
  if (output !== undefined && !(await namesFolder(output, pictures.length))) {
    return toFile(output, wanted, { pictures, overwrite, names });
  }
  if (output !== undefined) await checkFolder(output);
  const ending = kind === 'jpeg' ? 'jpg' : kind;
  return {
    stdout: false,
    format: kind,
    check: async ({ folder }) => (output === undefined ? checkFolder(folder) : undefined),
    folderOf: ({ folder }) => output ?? folder,
    write: (bytes, { picture, number, total, beside, ...writing }) => {
      const tail = (counter: number) => `-${suffix}${counter > 1 || total > 1 ? `-${counter}` : ''}.${ending}`;
      const made = { folder: output ?? picture.folder, stem: picture.stem, first: number };
      return rescued(bytes, ending, () =>
        names.write(bytes, { ...made, tail: beside === undefined ? tail : besideTail(beside) }, writing),
      );
    },
  };
}

const besideTail = (beside: string) => (counter: number) => `-${beside}${counter > 1 ? `-${counter}` : ''}.png`;

function toStdout(format: ImageFormat, output: string | undefined, pictures: readonly Picture[]): Destination {
  if (pictures.length > 1) throw new UsageError(`-o -: one picture goes to stdout, ${pictures.length} were given.`);
  if (process.stdout.isTTY) {
    const hint = output === undefined ? 'Name a file with -o, or send it on with > or |.' : 'Send it on with > or |.';
    throw new UsageError(`A picture is no text for a terminal. ${hint}`);
  }
  return { stdout: true, format, check: async () => {}, folderOf: () => undefined, write: writeStdout };
}

async function writeStdout(bytes: Uint8Array): Promise<'-'> {
  await new Promise<void>((resolve, reject) =>
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve())),
  );
  return '-';
}

async function toFile(
  output: string,
  wanted: ImageFormat | undefined,
  { pictures, overwrite, names }: { pictures: readonly Picture[]; overwrite: boolean; names: FreeNames },
): Promise<Destination> {
  const ending = extname(output);
  const format = endings[ending.slice(1).toLowerCase()];
  if (format === undefined) {
    throw new UsageError(
      `-o: expected a file that ends in .png, .jpg or .webp, or a folder, received "${output}". A new folder ends in "/".`,
    );
  }
  if (wanted !== undefined && wanted !== format) {
    throw new UsageError(`-o ${output} is ${format}, but --format says ${wanted}.`);
  }
  if (pictures.length > 1) {
    throw new UsageError(`-o ${output} is one file, but there are ${pictures.length} pictures. Name a folder: -o out/`);
  }
  if (!overwrite && (await names.isSource(output))) {
    throw new UsageError(`-o ${output} would write over the source. Name another file, or say --overwrite.`);
  }
  if ((await look(output)) === 'too long') {
    throw new UsageError(`-o: the name ${basename(output)} is longer than the file system takes.`);
  }
  const folder = dirname(output);
  await checkFolder(folder);
  return {
    stdout: false,
    format,
    check: async () => {},
    folderOf: () => undefined,
    write: (bytes, { number, total, beside }) =>
      rescued(bytes, ending.slice(1), async () => {
        if (beside !== undefined) {
          return names.write(bytes, { folder, stem: basename(output, ending), tail: besideTail(beside), first: 1 });
        }
        if (total > 1) {
          const tail = (counter: number) => `-${counter}${ending}`;
          return names.write(bytes, { folder, stem: basename(output, ending), tail, first: number });
        }
        await makeFolder(folder);
        await saveFile(output, bytes);
        return output;
      }),
  };
}

/** A finished picture is not lost to a place that takes it no more: it is kept among the temporary files, and the error says where. */
async function rescued(bytes: Uint8Array, ending: string, write: () => Promise<string>): Promise<string> {
  try {
    return await write();
  } catch (error) {
    if (!isOverpaintError(error, 'STORAGE')) throw error;
    const kept = await keepApart(bytes, ending).catch(() => undefined);
    throw kept === undefined
      ? error
      : new StorageError(`${error.message} The picture is kept as ${kept}`, { cause: error.cause });
  }
}

async function keepApart(bytes: Uint8Array, ending: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'overpaint-kept-'));
  const path = join(folder, `picture.${ending}`);
  await saveFile(path, bytes).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  return path;
}

/** A path as the person wrote it; a `file:` URL as its path. */
function pathOf(output: string): string {
  if (output === '') throw new UsageError('-o: expected a file, a folder or -, received an empty name.');
  if (!/^file:\/\//i.test(output)) return output;
  try {
    return fileURLToPath(output);
  } catch {
    throw new UsageError(`-o: expected a path, received "${output}", which is no file of this machine.`);
  }
}

/** Written as a folder, or one that exists, or the only thing that many pictures fit into. */
async function namesFolder(output: string, pictures: number): Promise<boolean> {
  if (/[/\\]$/.test(output) || (await isFolder(output))) return true;
  const taken = (await look(output)) === 'taken';
  return !taken && pictures > 1 && endings[extname(output).slice(1).toLowerCase()] === undefined;
}
