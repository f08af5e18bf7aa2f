import { StorageError } from '@overpaint/core';
import { cacheStore } from './cache-store.js';
import { memoryStore } from './memory-store.js';
import { opfsStore } from './opfs-store.js';
import type { Store } from './store-folder.js';

/**
 * Where models are kept between visits. `auto`: on disk, and in memory as long as the page lives where the disk has no
 * room or the browser gives none; that is a warning of the call. `disk`: an error instead. `memory`: never on disk.
 */
export type StorageMode = 'auto' | 'disk' | 'memory';

/** The best place that this browser has: its own file system, else the Cache API, else memory. */
export async function openStore(mode: StorageMode): Promise<{ store: Store; kept: boolean }> {
  if (mode === 'memory') return { store: memoryStore(), kept: true };
  const problems: unknown[] = [];
  for (const open of [opfsStore, cacheStore]) {
    try {
      return { store: await open(), kept: true };
    } catch (error) {
      problems.push(error); // private windows and insecure pages have neither
    }
  }
  if (mode === 'auto') return { store: memoryStore(), kept: false };
  throw new StorageError(
    'This browser gives the page no place to keep models (private window, or no secure context). Serve the page over https, or set storage to "memory".',
    { cause: problems[0] },
  );
}
