import type { Image, SourceRecord } from '../../index.js';
import { findSource } from '../find-source.js';
import { isFolder } from '../folders.js';
import { findPictures } from '../pictures.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import { isRecord } from './is-record.js';
import type { Painted } from './painted-file.js';

/** What is painted over. */
export interface FoundInput {
  /** How the person knows it. */
  readonly name: string;
  /** A path, an address, bytes or pixels; of an animation, a folder too. */
  readonly input: string | Uint8Array | Image;
  /** Where it lies, if that is known. */
  readonly path: string | undefined;
}

/** What a person says of the source: which picture it is, the folder to look in, or nothing. */
export interface NamedSource {
  readonly sourceName: string | undefined;
}

/**
 * Where `redo` looks for the pictures that a recipe knows by their sha256: in the folder that is named, beside the old
 * picture, and here.
 */
export async function foldersOf(
  { picture }: Pick<Painted, 'picture'>,
  { sourceName }: NamedSource,
): Promise<readonly string[]> {
  const named = sourceName !== undefined && (await isFolder(sourceName)) ? [sourceName] : [];
  return [...named, picture.folder, '.'];
}

/**
 * What is painted over: the picture that is named, or the one that is found by its sha256 in the folder that is named,
 * beside the old picture or here; of an animation, a folder of frames too.
 *
 * @throws UsageError where nothing is named or found.
 */
export async function findInput(
  record: SourceRecord | undefined,
  { old, sourceName }: NamedSource & { readonly old: Painted },
  { terminal, interruption: { signal } }: Session,
): Promise<FoundInput> {
  const { name } = old;
  const source = isRecord(record) ? record : undefined;
  const inFolder = sourceName !== undefined && (await isFolder(sourceName));
  if (sourceName !== undefined && !inFolder) {
    const [given, ...more] = await findPictures([sourceName], terminal);
    if (given === undefined || more.length > 0) throw new UsageError(`${sourceName}: a picture has one source.`);
    return { name: given.name, input: await given.load(signal), path: given.path };
  }
  const found = source && (await findSource(source, await foldersOf(old, { sourceName })));
  if (found !== undefined) {
    terminal.note(`${name}  its source is ${found.path}`);
    return { ...found, name: found.path };
  }
  // Other frames than those that were painted are painted too, as another picture is.
  if (inFolder && source?.of === 'files') return { name: sourceName, input: sourceName, path: sourceName };
  const place = inFolder ? `in ${sourceName}, beside it or in this folder` : 'beside it or in this folder';
  const kind = source?.of === 'files' ? 'folder' : 'photo.jpg';
  throw new UsageError(
    `${name}: the picture that it was painted over was not found: ${reasonOf(source, place)}. Name it, or the folder that it is in: overpaint redo ${name} ${kind}`,
  );
}

function reasonOf(source: SourceRecord | undefined, place: string): string {
  if (source === undefined) return 'its recipe does not say which picture that was';
  const facts = `sha256 ${source.sha256.slice(0, 12)}…, ${source.bytes} bytes`;
  if (source.of === 'pixels') return `it came to Overpaint as pixels, and no picture ${place} has those (${facts})`;
  return source.of === 'files'
    ? `no folder ${place} holds those frames (${facts})`
    : `no file ${place} is that picture (${facts})`;
}
