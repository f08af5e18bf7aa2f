import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { ImageFormat } from '../index.js';
import type { Picture } from './pictures.js';
import { UsageError } from './usage-error.js';

/** Where results go: the next path for a picture, or stdout. */
export interface Destination {
  readonly stdout: boolean;
  readonly format: ImageFormat;
  /** A name for a result of a picture: the `number`-th (from 1) of `total`. Never the same twice. */
  pathFor(picture: Picture, number: number, total: number): Promise<string>;
}

export interface DestinationOptions {
  /** `-o`: a file, a folder, or `-`. */
  readonly output?: string | undefined;
  readonly format?: string | undefined;
  readonly overwrite?: boolean | undefined;
  /** What is put behind the name of a source: `photo-overpaint.png`. */
  readonly suffix: string;
}

const endings: Readonly<Record<string, ImageFormat>> = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp' };

/**
 * A file that `-o` names is replaced, as with any tool. Names that are made here never replace anything: `-2`, `-3` …
 * is added, unless `--overwrite` says otherwise. A source is never written over without `--overwrite`.
 *
 * @throws UsageError when `-o` and the pictures do not fit together.
 */
export async function chooseDestination(
  pictures: readonly Picture[],
  { output, format, overwrite = false, suffix }: DestinationOptions,
): Promise<Destination> {
  const wanted = format === undefined ? undefined : endings[format.toLowerCase()];
  if (format !== undefined && wanted === undefined) {
    throw new UsageError(`--format: expected png, jpeg or webp, received "${format}".`);
  }
  const kind = wanted ?? 'png';
  if (output === '-' || (output === undefined && pictures.every(({ name }) => name === 'stdin'))) {
    return toStdout(kind, output, pictures);
  }
  if (output !== undefined && !(await isFolder(output, pictures.length))) {
    return toFile(output, wanted, { pictures, overwrite });
  }
  const ending = kind === 'jpeg' ? 'jpg' : kind;
  const claimed = new Set<string>();
  return {
    stdout: false,
    format: kind,
    async pathFor({ folder, stem }, number, total) {
      const sources = pictures.map((picture) => picture.path);
      for (let counter = total > 1 ? number : 1; ; counter++) {
        const numbered = counter > 1 || total > 1 ? `-${counter}` : '';
        const candidate = join(output ?? folder, `${stem}-${suffix}${numbered}.${ending}`);
        const absolute = resolve(candidate);
        const taken = claimed.has(absolute) || (overwrite ? sources.includes(absolute) : await exists(absolute));
        if (taken) continue;
        claimed.add(absolute);
        return candidate;
      }
    },
  };
}

function toStdout(format: ImageFormat, output: string | undefined, pictures: readonly Picture[]): Destination {
  if (pictures.length > 1) throw new UsageError(`-o -: one picture goes to stdout, ${pictures.length} were given.`);
  if (process.stdout.isTTY) {
    const hint = output === undefined ? 'Name a file with -o, or send it on with > or |.' : 'Send it on with > or |.';
    throw new UsageError(`A picture is no text for a terminal. ${hint}`);
  }
  return {
    stdout: true,
    format,
    pathFor: async () => {
      throw new Error('stdout has no path');
    },
  };
}

function toFile(
  output: string,
  wanted: ImageFormat | undefined,
  { pictures, overwrite }: { pictures: readonly Picture[]; overwrite: boolean },
): Destination {
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
  if (!overwrite && pictures[0]?.path === resolve(output)) {
    throw new UsageError(`-o ${output} would write over the source. Name another file, or say --overwrite.`);
  }
  const stem = join(dirname(output), basename(output, ending));
  return {
    stdout: false,
    format,
    pathFor: async (_, number, total) => (total > 1 ? `${stem}-${number}${ending}` : output),
  };
}

/** Written as a folder, or one that exists, or the only thing that many pictures fit into. */
async function isFolder(output: string, pictures: number): Promise<boolean> {
  if (/[/\\]$/.test(output)) return true;
  const facts = await stat(output).catch(() => undefined);
  if (facts !== undefined) return facts.isDirectory();
  return pictures > 1 && endings[extname(output).slice(1).toLowerCase()] === undefined;
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
