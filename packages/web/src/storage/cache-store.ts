import type { Manifest, Store, StoreFolder } from './store-folder.js';

const cacheName = 'overpaint-models';
/** Keys of the Cache API are addresses; nothing is ever fetched from this one. */
const origin = 'https://overpaint.invalid/';

/** Models in the Cache API, for browsers without an origin private file system. A part of a file cannot be kept. */
export async function cacheStore(): Promise<Store> {
  const cache = await caches.open(cacheName);
  const keyOf = (id: string, path: string) => `${origin}${encodeURIComponent(id)}/${encodeURIComponent(path)}`;
  const folder = (id: string): StoreFolder => ({
    kind: 'cache',
    async readManifest() {
      return (await (await cache.match(keyOf(id, '')))?.json()) as Manifest | undefined;
    },
    writeManifest: (manifest) => cache.put(keyOf(id, ''), Response.json(manifest)),
    open: async (path) => (await cache.match(keyOf(id, path)))?.blob(),
    async write(path, offset, stream) {
      if (offset > 0) throw new RangeError('The Cache API takes whole files only.');
      await cache.put(keyOf(id, path), new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>));
    },
    async remove(path) {
      await cache.delete(keyOf(id, path));
    },
  });
  return {
    folder: async (id) => folder(id),
    async list() {
      const keys = (await cache.keys()).filter(({ url }) => url.endsWith('/'));
      return Promise.all(keys.map(async (key) => (await cache.match(key))!.json() as Promise<Manifest>));
    },
    async remove(id) {
      const keys = (await cache.keys()).filter(({ url }) => url.startsWith(`${origin}${encodeURIComponent(id)}/`));
      await Promise.all(keys.map((key) => cache.delete(key)));
      return keys.length > 0;
    },
  };
}
