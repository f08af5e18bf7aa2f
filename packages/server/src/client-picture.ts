import { HttpError } from './http-error.js';

/** How files that are taken from clients begin, and from which byte on. SVG is not among them: it is a program for drawing. */
const beginnings: readonly (readonly [text: string, at: number])[] = [
  ['\x89PNG\r\n\x1a\n', 0],
  ['\xff\xd8\xff', 0], // JPEG
  ['WEBP', 8],
  ['GIF8', 0],
  ['ftypavi', 4], // AVIF
];

/** A picture out of a client's bytes. @throws HttpError 400 for what is none. */
export function pictureOf(argument: string, bytes: Uint8Array): Uint8Array {
  const beginning = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16)).toString('latin1');
  if (beginnings.some(([text, at]) => beginning.startsWith(text, at)))
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  throw refusal(argument, bytes.length === 0 ? 'nothing' : 'what is none of them');
}

/**
 * A picture out of a text that a client wrote: base64, or a `data:` URL. Nothing is fetched and no file is opened, whatever the
 * text says.
 *
 * @throws HttpError 400
 */
export function pictureOfText(argument: string, text: unknown): Uint8Array {
  if (typeof text !== 'string') throw refusal(argument, text === undefined ? 'nothing' : 'no text');
  if (/^(https?|ftp|file):/i.test(text)) throw refusal(argument, 'an address; nothing is fetched here');
  const base64 = text.replace(/^data:[\w/+.-]*;base64,/, '');
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(base64)) throw refusal(argument, 'a text that is no base64');
  return pictureOf(argument, Buffer.from(base64, 'base64'));
}

export async function pictureOfFile(argument: string, file: File | null): Promise<Uint8Array> {
  if (file === null) throw refusal(argument, 'nothing');
  return pictureOf(argument, new Uint8Array(await file.arrayBuffer()));
}

const refusal = (argument: string, received: string) =>
  new HttpError(
    400,
    'IMAGE_DECODE',
    `${argument}: expected a PNG, JPEG, WebP, AVIF or GIF picture, received ${received}.`,
    {
      argument,
    },
  );
