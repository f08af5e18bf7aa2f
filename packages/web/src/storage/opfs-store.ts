import type { Manifest, Store, StoreFolder } from './store-folder.js';

const manifestName = 'overpaint-manifest.json';
/** Bytes after which what was written is flushed, so that a page that goes away keeps it. */
const flushEvery = 8 * 2 ** 20;

/** Models in the origin private file system: streamed to disk, continued after a break, read without being copied. */
export async function opfsStore(): Promise<Store> {
  const origin = await navigator.storage.getDirectory();
  const root = await origin.getDirectoryHandle('overpaint-models', { create: true });
  return {
    folder: async (id) => folderIn(() => root.getDirectoryHandle(encodeURIComponent(id), { create: true })),
    async list() {
      const found: Manifest[] = [];
      for await (const entry of root.values()) {
        if (entry.kind !== 'directory') continue;
        const manifest = await folderIn(async () => entry as FileSystemDirectoryHandle).readManifest();
        if (manifest !== undefined) found.push(manifest);
      }
      return found;
    },
    remove: (id) =>
      root.removeEntry(encodeURIComponent(id), { recursive: true }).then(
        () => true,
        (error: Error) => {
          if (error.name === 'NotFoundError') return false;
          throw error;
        },
      ),
  };
}

/** @param folder is asked for each time: it may have been removed since. */
function folderIn(folder: () => Promise<FileSystemDirectoryHandle>): StoreFolder {
  const nameOf = (path: string) => encodeURIComponent(path);
  const open = async (name: string): Promise<File | undefined> => {
    try {
      return await (await (await folder()).getFileHandle(name)).getFile();
    } catch (error) {
      if ((error as Error).name === 'NotFoundError') return undefined;
      throw error;
    }
  };
  return {
    kind: 'opfs',
    async readManifest() {
      try {
        return JSON.parse((await (await open(manifestName))?.text()) ?? '') as Manifest;
      } catch {
        return undefined; // none, or cut off by a crash: the files are then fetched or continued again
      }
    },
    async writeManifest(manifest) {
      const handle = await (await folder()).getFileHandle(manifestName, { create: true });
      const bytes = new TextEncoder().encode(JSON.stringify(manifest));
      await writeTo(handle, 0, new Blob([bytes]).stream());
    },
    open: (path) => open(nameOf(path)),
    async write(path, offset, stream) {
      await writeTo(await (await folder()).getFileHandle(nameOf(path), { create: true }), offset, stream);
    },
    async remove(path) {
      await (await folder()).removeEntry(nameOf(path)).catch(() => {}); // it is gone already
    },
  };
}

async function writeTo(handle: FileSystemFileHandle, offset: number, stream: ReadableStream<Uint8Array>) {
  const sink = await openSink(handle, offset);
  const reader = stream.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) await sink.write(piece.value);
  } finally {
    reader.releaseLock();
    await sink.close();
  }
}

interface Sink {
  write(bytes: Uint8Array): void | Promise<void>;
  close(): void | Promise<void>;
}

async function openSink(handle: FileSystemFileHandle, offset: number): Promise<Sink> {
  if (!('createSyncAccessHandle' in handle)) return streamSink(handle, offset);
  const access = await (handle as FileSystemFileHandle & SyncAccess).createSyncAccessHandle();
  access.truncate(offset);
  let at = offset;
  let flushed = offset;
  return {
    write(bytes) {
      // Where there is no room Chromium (156) throws nothing, but returns a number that no write can have written.
      if (access.write(bytes, { at }) !== bytes.byteLength) {
        throw new DOMException('The disk took only a part.', 'QuotaExceededError');
      }
      at += bytes.byteLength;
      if (at - flushed < flushEvery) return;
      access.flush();
      flushed = at;
    },
    close() {
      try {
        access.flush();
      } finally {
        access.close();
      }
    },
  };
}

/** Outside of workers there is only this: what it writes counts once it is closed. */
async function streamSink(handle: FileSystemFileHandle, offset: number): Promise<Sink> {
  const writable = await handle.createWritable({ keepExistingData: true });
  await writable.truncate(offset);
  await writable.seek(offset);
  return { write: (bytes) => writable.write(bytes as Uint8Array<ArrayBuffer>), close: () => writable.close() };
}

/** Part of the File System standard that the type library has for workers only. */
interface SyncAccess {
  createSyncAccessHandle(): Promise<{
    write(bytes: Uint8Array, options: { at: number }): number;
    truncate(size: number): void;
    flush(): void;
    close(): void;
  }>;
}
