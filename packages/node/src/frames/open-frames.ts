import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type Image, ImageDecodeError, InvalidArgumentError, type SourceRecord, throwIfAborted } from '@overpaint/core';
import { checkNames, checkPixelCount, isBytes, sourceRecord } from '@overpaint/core/platform';
import { type Apng, composeApng, type FrameSource, readApng } from '@overpaint/core/series';
import sharp from 'sharp';
import { openImage } from '../image.js';
import { loadInput, type NodeImageInput } from '../image-input.js';
import { pathOfUrl } from '../path-of-url.js';
import { filesRecord } from './files-record.js';

/**
 * What Node takes as the frames of an animation: an animated GIF, WebP or PNG (a path, a URL, bytes, a Blob), a folder of
 * pictures in the order of their names, pictures one by one, or one picture for `length` or `loops`.
 */
export type NodeFrames = NodeImageInput | Iterable<NodeImageInput> | AsyncIterable<NodeImageInput>;

export interface OpenFramesOptions {
  readonly length?: number | undefined;
  readonly limitInputPixels?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How long frames are shown where nothing says so, in milliseconds; browsers take it for delays that no screen can show. */
const usualDelay = 100;
const shortest = 11;
/** Bytes of pixels that are decoded ahead: decoders of animations begin anew each time they are asked. */
const ahead = 32e6;

/**
 * Opens the frames of an animation, as `paintFrames()` does: how many there are, their timing, and their pictures one by one.
 * Nothing but headers is decoded before a frame is asked for.
 *
 * @throws what `img2img()` throws for a picture that cannot be read; InvalidArgumentError `INVALID_ARGUMENT` for what holds
 * no frames, and for `length` beside more than one picture.
 * @example
 * ```ts
 * import { openFrames, paintFrames, saveFrames } from '@overpaint/node';
 * await saveFrames('bird.webp', paintFrames({ frames: 'bird.jpg', length: 2, prompt: 'ink drawing', size: 64, steps: 2 }));
 * const { count, read } = await openFrames('bird.webp');
 * for await (const { delay } of read(0)) console.log(count, delay);
 * ```
 */
export async function openFrames(
  frames: NodeFrames,
  options: OpenFramesOptions = {},
): Promise<FrameSource<NodeImageInput>> {
  checkNames('options', options, { length: true, limitInputPixels: true, signal: true });
  const source = await openSource(frames, options);
  if ('read' in source) {
    if (options.length === undefined) return source;
    throw new InvalidArgumentError('length', 'one picture beside it', source.count ?? 'a stream of pictures');
  }
  const { still, record } = source;
  return { ...repeated(still, options.length ?? 1), record };
}

type Source =
  | FrameSource<NodeImageInput>
  | { readonly still: NodeImageInput; record(): Promise<SourceRecord | undefined> };

async function openSource(frames: NodeFrames, options: OpenFramesOptions): Promise<Source> {
  if (Array.isArray(frames)) return listed(frames as readonly NodeImageInput[], 'frames');
  if (isIterable(frames) && !isBytes(frames) && typeof frames !== 'string') return streamed(frames);
  const input = frames as NodeImageInput;
  const folder = await folderOf(input);
  if (folder !== undefined) {
    const paths = await picturesIn(folder);
    return { ...listed(paths, folder), record: () => filesRecord(paths) };
  }
  const loaded = await loadInput(input, options.signal);
  if ('pixels' in loaded) {
    const { pixels } = loaded;
    return { still: pixels, record: () => sourceRecord('pixels', pixels.data) };
  }
  const { bytes, name } = loaded;
  const record = () => sourceRecord('file', bytes);
  const apng = readApng(bytes);
  if (apng !== undefined) return { ...fromApng(apng, options), record };
  await openImage(bytes, options); // tells what cannot be read
  const facts = await sharp(bytes, { pages: -1, limitInputPixels: false }).metadata();
  const { format, pages = 1, width, height, pageHeight = height, delay = [], loop = 0 } = facts;
  if (pages === 1 || (format !== 'gif' && format !== 'webp')) return { still: bytes, record }; // TIFF has pages too, and is no animation
  const size = { width: width!, height: pageHeight! };
  checkPixelCount(size, options);
  return {
    count: pages,
    loop,
    record,
    async *read(from) {
      const atOnce = Math.max(1, Math.min(64, Math.floor(ahead / (4 * size.width * size.height))));
      for (let page = from; page < pages; page += atOnce) {
        throwIfAborted(options.signal);
        const decoded = await decodePages(bytes, name, page, Math.min(atOnce, pages - page));
        for (const [index, data] of split(decoded, 4 * size.width * size.height).entries()) {
          yield { image: { ...size, data }, delay: shown(delay[page + index]) };
        }
      }
    },
  };
}

const shown = (delay: number | undefined) => (delay === undefined || delay < shortest ? usualDelay : delay);

async function decodePages(bytes: Uint8Array, name: string, page: number, pages: number): Promise<Buffer> {
  return sharp(bytes, { page, pages, failOn: 'error', limitInputPixels: false })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer()
    .catch((cause: Error) => {
      const [reason] = cause.message.split('\n');
      throw new ImageDecodeError(`frames: ${name} is damaged or cut off (${reason}). Copy or download it again.`, {
        cause,
      });
    });
}

function split(pixels: Buffer, length: number): Uint8ClampedArray<ArrayBuffer>[] {
  const count = Math.floor(pixels.length / length);
  return Array.from(
    { length: count },
    (_, index) => new Uint8ClampedArray(pixels.subarray(index * length, (index + 1) * length)),
  );
}

function fromApng(apng: Apng, { limitInputPixels, signal }: OpenFramesOptions): FrameSource<NodeImageInput> {
  const decode = async (png: Uint8Array): Promise<Image> =>
    (await openImage(png, { limitInputPixels, signal })).decode();
  checkPixelCount(apng, { limitInputPixels });
  return {
    count: apng.frames.length,
    loop: apng.loop,
    async *read(from) {
      let index = 0;
      for await (const image of composeApng(apng, decode)) {
        if (index >= from) yield { image, delay: shown(apng.frames[index]!.delay) };
        index++;
      }
    },
  };
}

function repeated(still: NodeImageInput, count: number): FrameSource<NodeImageInput> {
  return {
    count,
    loop: 0,
    async *read(from) {
      for (let index = from; index < count; index++) yield { image: still, delay: usualDelay };
    },
  };
}

function listed(pictures: readonly NodeImageInput[], name: string): FrameSource<NodeImageInput> {
  if (pictures.length === 0) throw new InvalidArgumentError('frames', 'a picture at least', `none in ${name}`);
  return {
    count: pictures.length,
    loop: 0,
    async *read(from) {
      for (const image of pictures.slice(from)) yield { image, delay: usualDelay };
    },
  };
}

function streamed(pictures: Iterable<NodeImageInput> | AsyncIterable<NodeImageInput>): FrameSource<NodeImageInput> {
  return {
    count: undefined,
    loop: 0,
    async *read(from) {
      let index = 0;
      for await (const image of pictures) if (index++ >= from) yield { image, delay: usualDelay };
    },
  };
}

const isIterable = (value: unknown): value is Iterable<NodeImageInput> | AsyncIterable<NodeImageInput> =>
  typeof (value as { [Symbol.iterator]?: unknown } | null)?.[Symbol.iterator] === 'function' ||
  typeof (value as { [Symbol.asyncIterator]?: unknown } | null)?.[Symbol.asyncIterator] === 'function';

/** The folder that a path or a `file:` URL names, if it does. */
async function folderOf(input: NodeImageInput): Promise<string | undefined> {
  const isUrl = input instanceof URL ? input.protocol === 'file:' : typeof input === 'string' && /^file:/i.test(input);
  if (typeof input !== 'string' && !isUrl) return undefined;
  const path = isUrl ? pathOfUrl('frames', input as string | URL) : (input as string);
  const facts = await stat(path).catch(() => undefined);
  return facts?.isDirectory() ? path : undefined;
}

const endings = ['.png', '.jpg', '.jpeg', '.webp', '.avif', '.gif', '.tif', '.tiff'];
const byNumber = new Intl.Collator('en', { numeric: true }).compare;

async function picturesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const pictures = names.filter((name) => !name.startsWith('.') && endings.includes(extname(name).toLowerCase()));
  return pictures.sort(byNumber).map((name) => join(folder, name));
}
