import {
  AbortedError,
  DownloadError,
  type Image,
  ImageDecodeError,
  InvalidArgumentError,
  throwIfAborted,
} from '@overpaint/core';
import { blobName, checkPixels, type EncodedPicture, encodedPicture, isBytes } from '@overpaint/core/platform';
import { fetchResponse } from './fetch-response.js';

/**
 * What the browser takes as a picture: a `File` or `Blob`, a URL (text or `URL` object, `data:` and `blob:` too), the
 * bytes of an encoded picture, `ImageData` or pixels as `{ width, height, data }`, an `ImageBitmap`, and what can be
 * drawn: `<img>`, `<canvas>`, `<video>`, `OffscreenCanvas`, `VideoFrame`.
 */
export type WebImageInput =
  | string
  | URL
  | Blob
  | ArrayBuffer
  | Uint8Array
  | Image
  | ImageData
  | ImageBitmap
  | HTMLImageElement
  | HTMLCanvasElement
  | HTMLVideoElement
  | OffscreenCanvas
  | VideoFrame;

/** An input brought into memory: something drawn, pixels, or encoded bytes with a name for messages. */
export type LoadedInput = { readonly pixels: Image } | { readonly bitmap: ImageBitmap } | EncodedPicture;

const expected = 'a File, Blob, URL, bytes, ImageData, ImageBitmap, <img>, <canvas> or { width, height, data }';

/**
 * The input in a form that can be sent to another thread: elements become bitmaps, relative URLs absolute ones.
 * The caller's own pictures stay usable; only bitmaps made here are moved.
 *
 * @throws ImageDecodeError `IMAGE_DECODE` for an element that has nothing to show, or that came from another origin
 * without its consent; InvalidArgumentError `INVALID_ARGUMENT` for what is no picture.
 */
export async function portableInput(input: unknown): Promise<{ input: unknown; transfer: Transferable[] }> {
  if (typeof input === 'string' || input instanceof URL) return { input: absoluteUrl(input), transfer: [] };
  if (input instanceof Blob) return { input, transfer: [] };
  if (isBytes(input)) return { input: compact(input), transfer: [] };
  if (!isDrawable(input)) return { input: plainPixels(input), transfer: [] };
  const bitmap = await drawn(input);
  return { input: bitmap, transfer: [bitmap] };
}

/** @throws what {@link portableInput} throws, DownloadError `DOWNLOAD`, OfflineError `OFFLINE`, AbortedError `ABORTED`. */
export async function loadInput(input: WebImageInput, signal?: AbortSignal): Promise<LoadedInput> {
  throwIfAborted(signal);
  if (typeof input === 'string' || input instanceof URL) return download(absoluteUrl(input), signal);
  if (input instanceof Blob) {
    const name = blobName(input);
    const buffer = await input.arrayBuffer().catch((cause: unknown) => {
      throw new ImageDecodeError(`image: ${name} can no longer be read. Choose it again.`, { cause });
    });
    return encodedPicture(new Uint8Array(buffer), name);
  }
  if (isBytes(input)) return encodedPicture(compact(input), 'the bytes given');
  if (isDrawable(input)) return { bitmap: await drawn(input) };
  return { pixels: plainPixels(input) };
}

/** Relative addresses start from the page, wherever the work is done. */
function absoluteUrl(input: string | URL): string {
  const base = (globalThis as { document?: { baseURI: string } }).document?.baseURI ?? globalThis.location?.href;
  if (!URL.canParse(String(input), base)) throw new InvalidArgumentError('image', expected, input);
  return new URL(input, base).href;
}

async function download(url: string, signal: AbortSignal | undefined): Promise<LoadedInput> {
  const name = url.startsWith('data:') ? 'the data: URL' : url;
  const response = await fetchResponse(url, { signal, what: 'image', name });
  const buffer = await response.arrayBuffer().catch((cause: unknown) => {
    if (signal?.aborted) throw new AbortedError(signal.reason);
    throw new DownloadError(`image: ${name} broke off on the way. Try again.`, {
      url: name,
      status: response.status,
      cause,
    });
  });
  return encodedPicture(new Uint8Array(buffer), name);
}

/** Bytes that own their memory: a view into a larger buffer would be sent with all of that buffer. */
function compact(bytes: ArrayBuffer | Uint8Array): Uint8Array {
  if (!(bytes instanceof Uint8Array)) return new Uint8Array(bytes);
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}

const drawables = [
  'ImageBitmap',
  'HTMLImageElement',
  'HTMLCanvasElement',
  'HTMLVideoElement',
  'OffscreenCanvas',
  'VideoFrame',
] as const;

type Drawable = Exclude<Extract<WebImageInput, ImageBitmapSource>, Blob | ImageData>;

const isDrawable = (input: unknown): input is Drawable =>
  drawables.some((name) => {
    const type = (globalThis as Record<string, unknown>)[name];
    return typeof type === 'function' && input instanceof type;
  });

async function drawn(input: Drawable): Promise<ImageBitmap> {
  if ('decode' in input) {
    await input.decode().catch((cause: unknown) => {
      throw new ImageDecodeError(`image: the <img> of ${input.src || 'no address'} shows no picture.`, { cause });
    });
  }
  try {
    const bitmap = await createImageBitmap(input);
    // Of a picture from elsewhere pixels may be drawn but not read; asking for one tells.
    contextOf(1, 1, bitmap).getImageData(0, 0, 1, 1);
    return bitmap;
  } catch (cause) {
    if ((cause as Error).name === 'SecurityError') {
      throw new ImageDecodeError(
        'image: the element shows a picture of another origin. Load it with crossorigin="anonymous" from a server that allows it (CORS), or pass the file itself.',
        { cause },
      );
    }
    throw new ImageDecodeError('image: the element has no picture yet. Wait until it is loaded.', { cause });
  }
}

/** A canvas of the given size with a bitmap drawn at its top left. */
export function contextOf(width: number, height: number, bitmap?: ImageBitmap): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  if (bitmap) context.drawImage(bitmap, 0, 0);
  return context;
}

/** ImageData and the like as plain objects, which can be sent to another thread as they are. */
function plainPixels(input: unknown): Image {
  const { width, height, data } = checkPixels(input, expected);
  return { width, height, data };
}
