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
import { blobName, checkPixels, type EncodedPicture, encodedPicture, isBytes } from '@overpaint/core/platform';
import { pathOfUrl } from './path-of-url.js';

/**
 * What Node takes as a picture: a path, a `file:`, `http:`, `https:` or `data:` URL (text or `URL` object), the bytes of
 * an encoded picture, a `Blob` or `File`, or pixels as `{ width, height, data }` with RGBA, 8 bits (`ImageData` is that).
 */
export type NodeImageInput = string | URL | Uint8Array | ArrayBuffer | Blob | Image;

/** An input brought into memory: pixels as they are, or encoded bytes with a name for messages. */
export type LoadedInput = { readonly pixels: Image } | EncodedPicture;

/** What is expected of a picture, in messages. */
const expected = 'a path, a URL, bytes, a Blob or { width, height, data }';

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
  if (isBytes(input))
    return encodedPicture(input instanceof Uint8Array ? input : new Uint8Array(input), 'the bytes given');
  if (input instanceof Blob) return encodedPicture(new Uint8Array(await input.arrayBuffer()), blobName(input));
  return { pixels: checkPixels(input, expected) };
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
    return encodedPicture(await readFile(path), path);
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
    return encodedPicture(await readBody(response, address), address);
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
