import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises';
import { cpus, freemem } from 'node:os';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { fileState } from './file-state.js';
import { flush } from './flush.js';
import type { WorkerSession } from './worker-client.js';

type Options = InferenceSession.SessionOptions;
type Create = (model: string, options: Options) => Promise<WorkerSession>;

export interface GraphCacheOptions {
  readonly folder: string;
  /** Networks below this size open fast enough by themselves. @defaultValue 200 MB */
  readonly minimumBytes?: number;
  /** The entries that were used longest ago go when all together are larger. @defaultValue 20 GiB */
  readonly maximumBytes?: number;
  /** Bytes of memory that this process may still take. */
  readonly freeMemory?: () => number;
}

/** A network as it lies on disk. */
export interface GraphSource {
  /** The graph file. */
  readonly model: string;
  /** Every file of the network: the graph and what holds its weights. */
  readonly files: readonly string[];
  /** Names what is changed of these files before ONNX Runtime sees them, such as weights merged in; nothing by default. */
  readonly edits?: string;
  /** Bytes that its weights take once it is open, where they are not those of the files. */
  readonly openBytes?: number | undefined;
}

/** What an entry says of itself, written last: an entry without it, or with files of other sizes, is not trusted. */
interface Manifest {
  readonly files: Readonly<Record<string, number>>;
}

/**
 * Keeps what ONNX Runtime makes of a large network when it opens it (constants folded, nodes fused, weights reordered for
 * this processor), so that the next start reads that: for 3.4 GB, a second and a half instead of eight. The first start
 * takes about twice as long and twice the memory, since it writes the file; disk space as large as the model is used. Where
 * there is not so much memory, nothing is kept.
 *
 * An entry is named by two hashes: of what it was made for (graph, edits, options, version of ONNX Runtime, processor) and
 * of the state of the network's files. A new entry removes those of the same purpose and another state, which can never
 * be used again, and no others. Whatever goes wrong with the cache, the network is opened from the model's own files.
 */
export function graphCache({
  folder,
  minimumBytes = 200e6,
  maximumBytes = 20 * 2 ** 30,
  freeMemory = () => process.availableMemory?.() ?? freemem(),
}: GraphCacheOptions) {
  const finishing = new Set<Promise<void>>();

  return {
    async open(source: GraphSource, options: Options, runtime: string, create: Create): Promise<WorkerSession> {
      const { model, files, edits = '', openBytes } = source;
      const found = await stateOf(files).catch(() => undefined); // what is missing, opening it will tell
      if (found === undefined || found.bytes < minimumBytes) return create(model, options);
      const { bytes, state } = found;
      const purpose = hashOf([model, edits, options, runtime, process.arch, cpus()[0]?.model]);
      const entry = join(folder, `${purpose}-${state}`);

      if (await isWhole(entry)) {
        try {
          const session = await create(join(entry, 'model.onnx'), { ...options, graphOptimizationLevel: 'disabled' });
          await utimes(join(entry, 'entry.json'), new Date(), new Date()).catch(() => {}); // removed meanwhile: no harm
          return session;
        } catch {
          // Damaged in a way that sizes do not show. It is made anew below.
        }
      }
      // ONNX Runtime writes a copy of all weights that it has open: for SDXL's UNet, ten gigabytes beside as many.
      const needed = 2.2 * (openBytes ?? bytes);
      if (needed > 2 ** 30 && freeMemory() < needed + 2 ** 30) return create(model, options);
      return (await openAndKeep()) ?? create(model, options);

      async function openAndKeep(): Promise<WorkerSession | undefined> {
        const partial = `${entry}.${randomBytes(4).toString('hex')}.partial`;
        try {
          await rm(entry, { recursive: true, force: true });
          await mkdir(partial, { recursive: true });
          const { bavail, bsize } = await statfs(folder);
          if (bavail * bsize < 2 * bytes + 2 ** 30) throw new Error('No room to keep the optimised graph.');
          const session = await create(model, { ...options, ...writeTo(partial, options) });
          const finished = keep(partial)
            .catch(() => rm(partial, { recursive: true, force: true }))
            .catch(() => {});
          finishing.add(finished);
          finished.finally(() => finishing.delete(finished));
          return session;
        } catch {
          // No room, no rights, or the model itself is at fault, which opening it without the cache will tell.
          await rm(partial, { recursive: true, force: true }).catch(() => {});
          return undefined;
        }
      }

      async function keep(partial: string): Promise<void> {
        await seal(partial);
        const after = await stateOf(files);
        if (after.state !== state) throw new Error('The files were replaced while they were opened.');
        await removeOtherStates(purpose, entry);
        await rename(partial, entry);
        await makeRoom(entry);
      }
    },
    /** Waits for entries that are still being written to disk. */
    async idle(): Promise<void> {
      await Promise.all(finishing);
    },
  };

  async function removeOtherStates(purpose: string, entry: string): Promise<void> {
    for (const { path, name } of await entries()) {
      if (name.startsWith(`${purpose}-`) && path !== entry) await remove(path);
    }
  }

  async function makeRoom(newest: string): Promise<void> {
    const kept = await entries();
    let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { path, bytes } of kept.sort((a, b) => a.used - b.used)) {
      if (total <= maximumBytes || path === newest) continue;
      await remove(path);
      total -= bytes;
    }
  }

  /** Whole entries. What an interrupted process left behind is removed on the way, after a day. */
  async function entries() {
    const found: { name: string; path: string; bytes: number; used: number }[] = [];
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const written = await stat(path).catch(() => undefined);
      if (written === undefined) continue; // removed by another process meanwhile
      if (name.endsWith('.partial')) {
        if (Date.now() - written.mtimeMs > 86_400_000) await remove(path);
        continue;
      }
      const manifest = await readManifest(path);
      const used = await stat(join(path, 'entry.json')).catch(() => undefined);
      if (manifest === undefined || used === undefined) continue;
      const bytes = Object.values(manifest.files).reduce((sum, size) => sum + size, 0);
      found.push({ name, path, bytes, used: used.mtimeMs });
    }
    return found;
  }
}

/** The settings that make ONNX Runtime write what it opens; weights apart, since one file may hold 2 GB only. */
function writeTo(folder: string, { extra }: Options): Options {
  const session = extra?.['session'] as Record<string, string> | undefined;
  return {
    optimizedModelFilePath: join(folder, 'model.onnx'),
    extra: {
      ...extra,
      session: {
        ...session,
        optimized_model_external_initializers_file_name: 'model.onnx.data',
        optimized_model_external_initializers_min_size_in_bytes: '1024',
      },
    },
  };
}

/** Brings what was written to disk, before a name that is trusted does, and says how large each file is. */
async function seal(partial: string): Promise<void> {
  const files = await sizes(partial);
  for (const name of Object.keys(files)) {
    const handle = await open(join(partial, name), 'r+');
    await flush(handle).finally(() => handle.close());
  }
  await writeFile(join(partial, 'entry.json'), JSON.stringify({ files } satisfies Manifest));
}

async function stateOf(files: readonly string[]): Promise<{ bytes: number; state: string }> {
  const states = await Promise.all([...files].sort().map(async (path) => ({ path, ...(await fileState(path)) })));
  return {
    bytes: states.reduce((sum, { size }) => sum + size, 0),
    state: hashOf(states.map(({ path, state }) => [path, state])),
  };
}

const hashOf = (facts: unknown) => createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 24);

/** Another process may use it, which some systems do not allow to be removed: it goes another time. */
const remove = (entry: string) => rm(entry, { recursive: true, force: true }).catch(() => {});

async function sizes(folder: string): Promise<Record<string, number>> {
  const names = await readdir(folder);
  const found = await Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).size] as const));
  return Object.fromEntries(found);
}

async function readManifest(entry: string): Promise<Manifest | undefined> {
  try {
    const { files } = JSON.parse(await readFile(join(entry, 'entry.json'), 'utf8')) as Manifest;
    return typeof files === 'object' && files !== null ? { files } : undefined;
  } catch {
    return undefined;
  }
}

async function isWhole(entry: string): Promise<boolean> {
  const manifest = await readManifest(entry);
  if (manifest === undefined || !('model.onnx' in manifest.files)) return false;
  const present = await sizes(entry).catch((): Record<string, number> => ({}));
  return Object.entries(manifest.files).every(([name, size]) => present[name] === size);
}
