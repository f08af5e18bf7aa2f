import { HttpError } from './http-error.js';

/** The body, given up as soon as it is longer than it may be. @throws HttpError 413 */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new HttpError(413, 'BODY_TOO_LARGE', `body: expected at most ${limit} bytes.`, {
      headers: { connection: 'close' },
    });
  if (Number(request.headers.get('content-length')) > limit) throw tooLarge();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (request.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    if (size > limit) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}

/** @throws HttpError 400 for what is no JSON object, 413 */
export async function readJson(request: Request, limit: number): Promise<Record<string, unknown>> {
  const text = new TextDecoder().decode(await readBytes(request, limit));
  const value: unknown = await Promise.resolve(text)
    .then(JSON.parse)
    .catch(() => undefined);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new HttpError(400, 'BODY', 'body: expected a JSON object.');
}

/** @throws HttpError 400 for what is no form, 413 */
export async function readForm(request: Request, limit: number): Promise<FormData> {
  const bytes = await readBytes(request, limit);
  const headers = { 'content-type': request.headers.get('content-type') ?? '' };
  return new Response(bytes, { headers }).formData().catch(() => {
    throw new HttpError(400, 'BODY', 'body: expected a form (multipart/form-data), whole and with its boundary.');
  });
}
