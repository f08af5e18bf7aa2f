import { createHash } from 'node:crypto';
import type { Painted, PaintedImage, PaintRequest } from '@overpaint/server';
import { type Pictured, withPictures } from './pictured.js';
import type { Store } from './store/store.js';

/** A request as it lies in Redis: its pictures are keys of the store. */
export interface JobData extends Omit<PaintRequest, keyof Pictured<string>>, Pictured<string> {}

/** A result as it lies in the store: its pictures are keys. */
type StoredResult = Omit<Painted, 'images'> & {
  readonly images: readonly (Omit<PaintedImage, 'bytes'> & { readonly key: string })[];
};

const resultKey = (id: string) => `jobs/${id}/result.json`;

/** Puts a request's pictures into the store. They may lie there already: ids stand for one request. */
export function storeRequest(store: Store, id: string, request: PaintRequest): Promise<JobData> {
  let last = 0;
  return withPictures(request, async (bytes: Uint8Array) => {
    last++;
    const key = `jobs/${id}/source-${last}`;
    await store.write(key, bytes, { replace: true });
    return key;
  });
}

/** @throws Error where a picture is gone: somebody else has painted the job meanwhile, or emptied the store. */
export function readRequest(store: Store, data: JobData): Promise<PaintRequest> {
  return withPictures(data, async (key: string) => {
    const bytes = await store.read(key);
    if (bytes === undefined) throw new Error(`${key} is not in the store.`);
    return bytes;
  });
}

/** What tells one request from another, in hex: two with the same pictures and options are one. */
export async function requestHash(request: PaintRequest): Promise<string> {
  return hashOf(JSON.stringify(await withPictures(request, hashOf)));
}

const hashOf = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex');

const sourcesOf = ({ image, mask, references = [], controls = [] }: JobData) =>
  [image, mask, ...references, ...controls.map((unit) => unit.image)].filter((key) => key !== undefined);

export async function removeSources(store: Store, data: JobData): Promise<void> {
  await Promise.all(sourcesOf(data).map((key) => store.remove(key)));
}

/**
 * Keeps a result. Pictures are named by their bytes, and the first list of them stands: whoever paints the job again, on
 * whatever machine, delivers what was delivered.
 */
export async function storeResult(store: Store, id: string, { images, ...result }: Painted): Promise<void> {
  const stored = await Promise.all(
    images.map(async ({ bytes, ...image }, index) => {
      const hash = hashOf(bytes).slice(0, 16);
      const key = `jobs/${id}/${index}-${hash}.${result.format}`;
      await store.write(key, bytes);
      return { ...image, key };
    }),
  );
  await store.write(resultKey(id), Buffer.from(JSON.stringify({ ...result, images: stored } satisfies StoredResult)));
}

/** Removes results that were stored before a time, in milliseconds since 1970. Jobs without a result keep what they need. */
export async function removeResults(store: Store, before: number): Promise<void> {
  for await (const { key, written } of store.list?.('jobs') ?? []) {
    if (written >= before || !/^jobs\/[\w-]+\/result\.json$/.test(key)) continue;
    const text = await store.read(key);
    const { images } = JSON.parse(Buffer.from(text ?? '{"images":[]}').toString()) as StoredResult;
    await store.remove(key); // first: without it, nobody looks for the pictures
    await Promise.all(images.map((image) => store.remove(image.key)));
  }
}

export const hasResult = async (store: Store, id: string) => (await store.read(resultKey(id))) !== undefined;

/** Nothing where the job has not been painted. */
export async function readResult(store: Store, id: string): Promise<Painted | undefined> {
  const text = await store.read(resultKey(id));
  if (text === undefined) return undefined;
  const { images, ...result } = JSON.parse(Buffer.from(text).toString()) as StoredResult;
  const painted = await Promise.all(
    images.map(async ({ key, ...image }) => {
      const bytes = await store.read(key);
      if (bytes === undefined) throw new Error(`${key} is not in the store.`);
      return { ...image, bytes };
    }),
  );
  return { ...result, images: painted };
}
