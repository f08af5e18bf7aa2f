import { basename, dirname, extname, join, resolve } from 'node:path';
import { isFolder } from './folders.js';
import { look } from './free-names.js';
import { resultName } from './result-name.js';
import { UsageError } from './usage-error.js';

/** Where an animation goes. */
export interface FramesOutput {
  /** The file, or the folder of its frames. */
  readonly path: string;
  /** Where painted frames are kept until the file is written; the folder itself, where that is what was asked for. */
  readonly store: string;
  readonly toFolder: boolean;
}

export interface FramesOutputOptions {
  readonly output?: string | undefined;
  readonly overwrite?: boolean | undefined;
  /** What is put behind the name of the source: `dance-overpaint.gif`. */
  readonly suffix?: string;
}

const endings = ['.gif', '.webp', '.png', '.apng'];

/** @throws UsageError for a name of another kind, and for the source's own. */
export async function chooseFramesOutput(
  source: {
    readonly path: string | undefined;
    readonly stem: string;
    readonly folder: string;
    readonly isFolder: boolean;
  },
  { output, overwrite = false, suffix = 'overpaint' }: FramesOutputOptions,
): Promise<FramesOutput> {
  if (output === '-') throw new UsageError('-o -: an animation goes to a file or a folder.');
  const chosen = output ?? (await freeName(source, { overwrite, suffix }));
  const path = resolve(chosen);
  if (path === source.path && (source.isFolder || !overwrite)) {
    throw new UsageError(`-o ${chosen} would write over the source. Name another place.`);
  }
  const toFolder = /[/\\]$/.test(chosen) || (await isFolder(chosen));
  if (toFolder) return { path: chosen, store: chosen, toFolder };
  if (!endings.includes(extname(chosen).toLowerCase())) {
    throw new UsageError(
      `-o: expected a file that ends in .gif, .webp, .png or .apng, or a folder that ends in "/", received "${chosen}".`,
    );
  }
  return { path: chosen, store: `${chosen}.frames`, toFolder };
}

/** A name beside the source that no file has; the frames of a run that was stopped lie beside the name that it chose. */
async function freeName(
  { path, stem, folder, isFolder }: Parameters<typeof chooseFramesOutput>[0],
  { overwrite, suffix }: { readonly overwrite: boolean; readonly suffix: string },
): Promise<string> {
  const ending = extname(path ?? '').toLowerCase();
  const tail = isFolder ? '/' : endings.includes(ending) ? ending : '.webp';
  for (let counter = 1; ; counter++) {
    const name = resultName(stem, `-${suffix}${counter > 1 ? `-${counter}` : ''}${tail}`);
    const place = join(folder, name);
    if (isFolder || overwrite || (await look(place)) !== 'taken') return place;
  }
}

/** Stem and folder of a path, as results beside it are named. */
export const besideOf = (path: string) => ({ stem: basename(path, extname(path)), folder: dirname(path) });
