import { type FileHandle, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type AnimationRecipe, type Image, InvalidArgumentError, StorageError } from '@overpaint/core';
import { checkNames, checkPixels } from '@overpaint/core/platform';
import { type AnimationFormat, type AnimationWriter, animationWriter, xmpOf } from '@overpaint/core/series';
import sharp from 'sharp';
import { encodeImage } from '../image.js';
import { makeFolder } from '../make-folder.js';
import { pathOf, saveFile, writeWhole } from '../save-file.js';

/** A frame to save: what `paintFrames()` gives, or pictures of one's own. */
export interface SavedFrame {
  readonly image: Image & { readonly recipe?: object };
  /** Milliseconds. Default 100. */
  readonly delay?: number | undefined;
  /** How often the animation is played; 0: without end. The first frame's counts. Default 0. */
  readonly loop?: number | undefined;
  /** How the frames were painted together, for the file's recipe. The first frame's counts. */
  readonly animation?: AnimationRecipe | undefined;
}

export interface SaveFramesOptions {
  /** 1–100, for WebP. Default 90. */
  readonly quality?: number | undefined;
  /** Whether the file carries the first frame's recipe, how the frames were painted together, and the label of AI-made pictures. Default true. */
  readonly metadata?: boolean | undefined;
}

const formats: Readonly<Record<string, AnimationFormat>> = {
  '.gif': 'gif',
  '.webp': 'webp',
  '.png': 'apng',
  '.apng': 'apng',
};

/**
 * Writes frames as they come: an animated GIF, WebP or PNG by the ending of its name, or numbered PNGs into a folder, whose
 * name ends in `/`. Memory does not grow with their number. An animation appears whole or not at all; one of that name is
 * replaced.
 *
 * @returns the absolute path.
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for another ending, no frames, or frames of different sizes; StorageError
 * `STORAGE` when it cannot be written; what the frames' painting throws.
 * @example
 * ```ts
 * import { paintFrames, saveFrames } from '@overpaint/node';
 * const frames = paintFrames({ frames: 'bird.jpg', loops: 3, strength: 0.4, prompt: 'ink drawing', size: 64 });
 * await saveFrames('bird-loop.webp', frames);
 * ```
 */
export async function saveFrames(
  path: string | URL,
  frames: AsyncIterable<SavedFrame> | Iterable<SavedFrame>,
  options: SaveFramesOptions = {},
): Promise<string> {
  const file = pathOf(path);
  checkNames('options', options, { quality: true, metadata: true });
  if (!(Symbol.asyncIterator in Object(frames)) && !(Symbol.iterator in Object(frames))) {
    throw new InvalidArgumentError('frames', 'frames to go through, such as those of paintFrames()', frames);
  }
  if (/[/\\]$/.test(String(path)) || (await isFolder(file))) return saveEach(file, frames, options);
  const format = formats[extname(file).toLowerCase()];
  if (format === undefined) {
    throw new InvalidArgumentError(
      'path',
      'a name that ends in .gif, .webp, .png or .apng, or a folder that ends in /',
      path,
    );
  }
  await writeWhole(path, (handle) => writeAnimation(handle, format, frames, options));
  return file;
}

async function writeAnimation(
  handle: FileHandle,
  format: AnimationFormat,
  frames: AsyncIterable<SavedFrame> | Iterable<SavedFrame>,
  { quality, metadata = true }: SaveFramesOptions,
): Promise<void> {
  let writer: AnimationWriter | undefined;
  let size = { width: 0, height: 0 };
  for await (const { image, delay = 100, loop = 0, animation } of frames) {
    const { width, height } = checkPixels(image, 'a frame with an image: { width, height, data }');
    if (writer === undefined) {
      size = { width, height };
      writer = animationWriter(format, { ...size, loop, ...(metadata && { xmp: xmpOf(recipeOf(image, animation)) }) });
      await handle.writeFile(writer.begin());
    }
    if (width !== size.width || height !== size.height) {
      throw new InvalidArgumentError(
        'frames',
        `pictures of ${size.width} × ${size.height}, as the first is`,
        `${width} × ${height}`,
      );
    }
    await handle.writeFile(writer.frame(await encodeStill(image, format, quality), delay));
  }
  if (writer === undefined) throw new InvalidArgumentError('frames', 'one frame at least', 'none');
  const { bytes, patches } = writer.end();
  await handle.writeFile(bytes);
  for (const { at, bytes } of patches) await handle.write(bytes, 0, bytes.length, at);
}

/** The recipe of an animation is that of its first frame, and how the others came of it. */
const recipeOf = ({ recipe }: SavedFrame['image'], animation: AnimationRecipe | undefined): object | undefined =>
  recipe && animation ? { ...recipe, animation } : recipe;

async function encodeStill(
  { width, height, data }: Image,
  format: AnimationFormat,
  quality?: number,
): Promise<Uint8Array> {
  if (format === 'webp') return encodeImage({ width, height, data }, 'webp', { quality });
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const picture = sharp(bytes, { raw: { width, height, channels: 4 }, limitInputPixels: false });
  return format === 'gif' ? picture.gif({ reuse: false }).toBuffer() : picture.png().toBuffer(); // with alpha: all frames are of one kind
}

async function saveEach(
  folder: string,
  frames: AsyncIterable<SavedFrame> | Iterable<SavedFrame>,
  { metadata = true }: SaveFramesOptions,
): Promise<string> {
  await makeFolder(folder).catch((cause: Error) => {
    throw new StorageError(`${folder} was not made: ${cause.message}.`, { cause });
  });
  let index = 0;
  for await (const { image } of frames) {
    const { encode } = image as { encode?: (format: 'png') => Promise<Uint8Array> };
    const bytes = metadata && encode ? await encode('png') : await encodeImage(image, 'png');
    await saveFile(join(folder, frameName(index++)), bytes);
  }
  return folder;
}

/** `frame-00001.png`: names that sort as the frames do. */
const frameName = (index: number): string => `frame-${String(index + 1).padStart(5, '0')}.png`;

const isFolder = (path: string) =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
