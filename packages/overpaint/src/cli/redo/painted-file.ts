import { readFile } from 'node:fs/promises';
import {
  type FoundRecipe,
  type Image,
  InvalidArgumentError,
  type NodeImageInput,
  nodeImageCodec,
  readRecipe,
} from '../../index.js';
import { findPictures, type Picture } from '../pictures.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';

/** What is to be painted again. */
export interface Painted {
  /** As the person named it. */
  readonly name: string;
  /** How it is called and where it lies. */
  readonly picture: Pick<Picture, 'path' | 'stem' | 'folder'>;
  readonly recipe: FoundRecipe;
}

export interface PaintedFile extends Painted {
  readonly picture: Picture;
  readonly bytes: Uint8Array;
}

/** @throws UsageError for what is no single file; InvalidArgumentError `INVALID_ARGUMENT` for one without a recipe. */
export async function readPaintedFile(name: string, session: Session): Promise<PaintedFile> {
  const picture = await onlyFile(name, session);
  const bytes = await bytesOf(picture, session.interruption.signal);
  const recipe = readRecipe(bytes);
  if (recipe === undefined) {
    throw new InvalidArgumentError(
      'picture',
      'a picture that holds a recipe',
      name,
      'It was written without, or by others.',
    );
  }
  return { name, picture, bytes, recipe };
}

async function onlyFile(name: string, { terminal }: Session): Promise<Picture> {
  const [picture, ...more] = await findPictures([name], terminal);
  if (picture === undefined || more.length > 0)
    throw new UsageError(`${name}: one picture is painted again at a time.`);
  if (picture.from === 'address') throw new UsageError(`${name}: download it first; it is compared byte by byte.`);
  return picture;
}

async function bytesOf(picture: Picture, signal: AbortSignal): Promise<Uint8Array> {
  const loaded = await picture.load(signal);
  if (typeof loaded !== 'string') return loaded;
  return readFile(loaded).catch((cause: Error) => {
    throw new UsageError(`${picture.name} could not be read (${cause.message}).`, { cause });
  });
}

/** The pixels of a picture, however many: Overpaint painted it. */
export async function decodeWhole(input: NodeImageInput): Promise<Image> {
  return (await nodeImageCodec.openImage(input, { limitInputPixels: Number.MAX_SAFE_INTEGER })).decode();
}
