import type { SourceRecord } from '../../index.js';
import { findSource } from '../find-source.js';
import { isFolder } from '../folders.js';
import { findPictures } from '../pictures.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import type { PaintedFile } from './painted-file.js';

/** What is painted over. */
export interface FoundInput {
  /** How the person knows it. */
  readonly name: string;
  /** A path, an address or bytes; of an animation, a folder too. */
  readonly input: string | Uint8Array;
}

/**
 * What is painted over: the picture that is named, or the one that is found by its sha256 beside the old picture or here; of
 * an animation, a folder of frames too.
 *
 * @throws UsageError where nothing is named or found.
 */
export async function findInput(
  record: SourceRecord | undefined,
  { old: { name, picture }, sourceName }: { readonly old: PaintedFile; readonly sourceName: string | undefined },
  { terminal, interruption: { signal } }: Session,
): Promise<FoundInput> {
  const source = isRecord(record) ? record : undefined;
  if (sourceName !== undefined) {
    if (source?.of === 'files' && (await isFolder(sourceName))) return { name: sourceName, input: sourceName };
    const [given, ...more] = await findPictures([sourceName], terminal);
    if (given === undefined || more.length > 0) throw new UsageError(`${sourceName}: a picture has one source.`);
    return { name: given.name, input: await given.load(signal) };
  }
  const found = source && (await findSource(source, [picture.folder, '.']));
  if (found !== undefined) {
    terminal.note(`${name}  its source is ${found}`);
    return { name: found, input: found };
  }
  throw new UsageError(
    `${name}: the picture that it was painted over was not found: ${reasonOf(source)}. Name it: overpaint redo ${name} ${source?.of === 'files' ? 'folder' : 'photo.jpg'}`,
  );
}

/** A file may say anything. */
function isRecord(value: unknown): value is SourceRecord {
  const { bytes, sha256 } = (value ?? {}) as Partial<SourceRecord>;
  return typeof bytes === 'number' && typeof sha256 === 'string';
}

function reasonOf(source: SourceRecord | undefined): string {
  if (source === undefined) return 'its recipe does not say which picture that was';
  if (source.of === 'pixels') return 'it came to Overpaint as pixels';
  const facts = `sha256 ${source.sha256.slice(0, 12)}…, ${source.bytes} bytes`;
  return source.of === 'files'
    ? `no folder beside it or in this folder holds those frames (${facts})`
    : `no file beside it or in this folder is that picture (${facts})`;
}
