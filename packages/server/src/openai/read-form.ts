import { pictureOfFile } from '../client-picture.js';
import type { PaintRequest } from '../engine.js';
import { HttpError } from '../http-error.js';
import type { ReadPicture } from '../picture-reader.js';
import { readForm, readJson } from '../read-body.js';

/**
 * The fields of a request: a form, or the JSON that OpenAI takes for edits, where pictures are `images: [{ image_url }]` and
 * `mask: { image_url }` with `data:` URLs or addresses.
 *
 * @throws HttpError 400, 413
 */
export async function readFields(request: Request, bodyBytes: number): Promise<FormData> {
  if (!/json/i.test(request.headers.get('content-type') ?? '')) return readForm(request, bodyBytes);
  const { images = [], mask, ...settings } = await readJson(request, bodyBytes);
  if (!Array.isArray(images)) throw refusal('images', 'a list of { image_url }', typeof images);
  const form = new FormData();
  for (const [name, value] of Object.entries(settings)) if (value !== null) form.append(name, String(value));
  for (const image of images) form.append('image', addressIn('images', image));
  if (mask !== undefined && mask !== null) form.append('mask', addressIn('mask', mask));
  return form;
}

function addressIn(argument: string, reference: unknown): string {
  const { image_url: address } = (reference ?? {}) as { image_url?: unknown };
  if (typeof address === 'string') return address;
  throw refusal(argument, '{ image_url } with a text; nothing is kept here that file_id could name', 'another one');
}

/** `image` once or several times, or `image[]`, as clients have it. @throws HttpError 400 */
export async function picturesIn(form: FormData, readPicture: ReadPicture): Promise<[Uint8Array, ...Uint8Array[]]> {
  const [first = null, ...others] = [...form.getAll('image'), ...form.getAll('image[]')];
  return [
    await pictureIn('image', first, readPicture),
    ...(await Promise.all(others.map((each) => pictureIn('image', each, readPicture)))),
  ];
}

/** A file, or a text that names a picture or holds it. @throws HttpError 400 */
export const pictureIn = (argument: string, value: FormDataEntryValue | null, readPicture: ReadPicture) =>
  typeof value === 'string' ? readPicture(argument, value) : pictureOfFile(argument, value);

/** A text of a form; what is empty is left out. */
export function textIn(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @throws HttpError 400 for what is no whole number in its range. */
export function numberIn(form: FormData, name: string, from: number, to: number): number | undefined {
  const text = textIn(form, name);
  const value = Number(text ?? from);
  if (!Number.isInteger(value) || value < from || value > to)
    throw refusal(name, `a whole number from ${from} to ${to}`, text);
  return text === undefined ? undefined : value;
}

/** @throws HttpError 400 for another word. */
export function wordIn<T extends string>(form: FormData, name: string, words: readonly T[]): T | undefined {
  const text = textIn(form, name);
  if (text === undefined || words.includes(text as T)) return text as T | undefined;
  throw refusal(name, `one of ${words.join(', ')}`, text);
}

/** `1024x1536`; `auto` is the source's own shape at the model's size. */
export function sizeIn(form: FormData): PaintRequest['options']['size'] {
  const text = textIn(form, 'size') ?? 'auto';
  if (text === 'auto') return undefined;
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  if (width === undefined) throw refusal('size', "'auto' or a size such as 1024x1024", text);
  return { width: Number(width), height: Number(height) };
}

/** Pictures are sent, not kept: there is no address of one. */
export function refuseAddresses(form: FormData): void {
  if (textIn(form, 'response_format') === 'url')
    throw refusal('response_format', "'b64_json'; nothing is kept here", 'url');
}

const refusal = (argument: string, expected: string, received: string | undefined) =>
  new HttpError(400, 'INVALID_ARGUMENT', `${argument}: expected ${expected}, received "${received?.slice(0, 80)}".`, {
    argument,
  });
