import type { Manifest, Store, StoreFolder } from './store-folder.js';

/** Models in memory, as long as the thread lives. */
export function memoryStore(): Store {
  const folders = new Map<string, Map<string, Blob>>();
  const manifests = new Map<string, Manifest>();
  const folder = (id: string): StoreFolder => {
    const files = folders.get(id) ?? new Map<string, Blob>();
    folders.set(id, files);
    return {
      kind: 'memory',
      readManifest: async () => manifests.get(id),
      writeManifest: async (manifest) => void manifests.set(id, manifest),
      open: async (path) => files.get(path),
      async write(path, offset, stream) {
        const rest = await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).blob();
        files.set(path, offset > 0 ? new Blob([files.get(path)!.slice(0, offset), rest]) : rest);
      },
      remove: async (path) => void files.delete(path),
    };
  };
  return {
    folder: async (id) => folder(id),
    list: async () => [...manifests.values()],
    async remove(id) {
      folders.delete(id);
      return manifests.delete(id);
    },
  };
}
