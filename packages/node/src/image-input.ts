import { readFile, stat } from 'node:fs/promises';
import {
  AbortedError,
  DownloadError,
  type Image,
  ImageDecodeError,
  InvalidArgumentError,
  OfflineError,
  throwIfAborted,
} from '@overpaint/core';
import { pathOfUrl } from './path-of-url.js';

/**
 * What Node takes as a picture: a path, a `file:`, `http:`, `https:` or `data:` URL (text or `URL` object), the bytes of
 * an encoded picture, a `Blob` or `File`, or pixels as `{ width, height, data }` with RGBA, 8 bits (`ImageData` is that).
 */
export type NodeImageInput = string | URL | Uint8Array | ArrayBuffer | Blob | Image;

/** An input brought into memory: pixels as they are, or encoded bytes with a name for messages. */
export type LoadedInput = { readonly pixels: Image } | { readonly bytes: Uint8Array; readonly name: string };

/** A picture from the network may have at most this many bytes. */
const maximumDownload = 256 * 2 ** 20;
/** Seconds that a server may take to answer in full. */
const downloadTimeout = 60;

/**
 * @throws ImageDecodeError `IMAGE_DECODE` when there is nothing to read; DownloadError `DOWNLOAD` and OfflineError
 * `OFFLINE` for addresses; InvalidArgumentError `INVALID_ARGUMENT` when the value is no picture input at all.
 */
export async function loadInput(input: NodeImageInput, signal?: AbortSignal): Promise<LoadedInput> {
  throwIfAborted(signal);
  if (typeof input === 'string' || input instanceof URL) {
    const url = asUrl(input);
    if (url === undefined) return readPath(input as string);
    if (url.protocol === 'file:') return readPath(pathOfUrl('image', url));
    return download(url, signal);
  }
  if (input instanceof Uint8Array) return named(input, 'the bytes given');
  // Buffers of another realm (a vm context, a test environment) are no instances of this one's classes.
  if (Object.prototype.toString.call(input) === '[object ArrayBuffer]') {
    return named(new Uint8Array(input as ArrayBuffer), 'the bytes given');
  }
  if (input instanceof Blob) {
    const name = 'name' in input ? `file ${String(input.name)}` : 'the Blob given';
    return named(new Uint8Array(await input.arrayBuffer()), name);
  }
  return { pixels: checkPixels(input as Image) };
}

function named(bytes: Uint8Array, name: string): LoadedInput {
  if (bytes.byteLength === 0) throw new ImageDecodeError(`image: expected a picture, but ${name} is empty.`);
  return { bytes, name };
}

/** A URL, if it is one that a picture can come from; `C:\photo.png` and `photo:1.png` are paths. */
function asUrl(input: string | URL): URL | undefined {
  if (input instanceof URL) {
    if (/^(file|https?|data):$/.test(input.protocol)) return input;
    throw new InvalidArgumentError('image', 'a file:, http:, https: or data: URL', input.href);
  }
  if (!/^(file|https?|data):/i.test(input)) return undefined;
  if (URL.canParse(input)) return new URL(input);
  if (input.includes('://')) throw new InvalidArgumentError('image', 'a URL that is written rightly', input);
  return undefined;
}

async function readPath(path: string): Promise<LoadedInput> {
  try {
    if ((await stat(path)).isDirectory()) {
      throw new ImageDecodeError(`image: expected a picture file, but ${path} is a folder. Name a file inside it.`);
    }
    return named(await readFile(path), path);
  } catch (error) {
    if (error instanceof ImageDecodeError) throw error;
    throw new ImageDecodeError(`image: ${path} ${reason(error)}`, { cause: error });
  }
}

function reason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `does not exist. Check the spelling; a relative path starts from ${process.cwd()}.`;
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user. Check its permissions.';
    default:
      return `could not be read: ${(error as Error).message}.`;
  }
}

async function download(url: URL, signal: AbortSignal | undefined): Promise<LoadedInput> {
  const address = url.protocol === 'data:' ? 'the data: URL' : url.href;
  const timeout = AbortSignal.timeout(downloadTimeout * 1000);
  const facts = { url: address };
  let status: number | undefined;
  try {
    const response = await fetch(url, { signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]) });
    status = response.status;
    if (!response.ok) {
      throw new DownloadError(
        `image: ${address} answered ${status} ${response.statusText}. Check the address, or download the picture yourself and pass its path.`,
        { ...facts, status },
      );
    }
    return named(await readBody(response, address), address);
  } catch (error) {
    if (error instanceof DownloadError || error instanceof ImageDecodeError) throw error;
    if (signal?.aborted) throw new AbortedError(signal.reason);
    if (timeout.aborted) {
      throw new DownloadError(
        `image: ${address} took longer than ${downloadTimeout} s. Download it yourself and pass its path.`,
        {
          ...facts,
          cause: error,
        },
      );
    }
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENETUNREACH') {
      throw new OfflineError(
        `image: ${address} cannot be reached (${code}): no network, or no such host. Pass a local file instead.`,
        { cause: error },
      );
    }
    throw new DownloadError(`image: ${address} could not be downloaded (${code ?? (error as Error).message}).`, {
      ...facts,
      ...(status !== undefined && { status }),
      cause: error,
    });
  }
}

/** The body, read piece by piece, so that an endless answer is cut off and not kept. */
async function readBody(response: Response, address: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  // Node's streams can be iterated, which the type library of browsers does not know.
  for await (const piece of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    if (size > maximumDownload) {
      throw new DownloadError(
        `image: expected at most ${maximumDownload} bytes from ${address}, received more. Download it yourself and pass its path.`,
        { url: address, status: response.status },
      );
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Pixels given as they are, once their sizes are checked. */
export function checkPixels(input: Image): Image {
  const { width, height, data } = (input ?? {}) as Partial<Image>;
  const isImage = Number.isSafeInteger(width) && Number.isSafeInteger(height) && ArrayBuffer.isView(data);
  if (!isImage) {
    throw new InvalidArgumentError('image', 'a path, a URL, bytes, a Blob or { width, height, data }', input);
  }
  if (width! < 1 || height! < 1 || data!.length !== width! * height! * 4) {
    throw new InvalidArgumentError(
      'image',
      `${width} × ${height} pixels of 4 bytes (RGBA), ${Math.max(0, width! * height! * 4)} in all`,
      data,
    );
  }
  return input;
}
