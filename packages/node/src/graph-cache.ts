import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import type { CreatedSession } from './worker.js';

type Options = InferenceSession.SessionOptions;
type Create = (model: string, options: Options) => Promise<CreatedSession>;

export interface GraphCacheOptions {
  readonly folder: string;
  /** Networks below this size open fast enough by themselves. @defaultValue 200 MB */
  readonly minimumBytes?: number;
  /** The entries that were used longest ago go when all together are larger. @defaultValue 20 GiB */
  readonly maximumBytes?: number;
}

/** What an entry says of itself, written last: an entry without it, or with files of other sizes, is not trusted. */
interface Manifest {
  readonly model: string;
  readonly files: Readonly<Record<string, number>>;
}

/**
 * Keeps what ONNX Runtime makes of a large network when it opens it (constants folded, nodes fused, weights reordered for
 * this processor), so that the next start reads that: for 3.4 GB, a second and a half instead of eight. The first start
 * takes about twice as long, since it writes the file; disk space as large as the model is used.
 *
 * An entry belongs to one state of the model's files, one version of ONNX Runtime, one processor and one set of options.
 * Whatever goes wrong with the cache, the network is opened from the model's own files.
 */
export function graphCache({ folder, minimumBytes = 200e6, maximumBytes = 20 * 2 ** 30 }: GraphCacheOptions) {
  const finishing = new Set<Promise<void>>();

  return {
    async open(model: string, options: Options, runtime: string, create: Create): Promise<CreatedSession> {
      const parts = await sizesAndTimes(dirname(model));
      const bytes = parts.reduce((sum, { size }) => sum + size, 0);
      if (bytes < minimumBytes) return create(model, options);
      const facts = [model, parts, options, runtime, process.arch, cpus()[0]?.model];
      const entry = join(folder, createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32));

      if (await isWhole(entry)) {
        try {
          const session = await create(join(entry, 'model.onnx'), { ...options, graphOptimizationLevel: 'disabled' });
          await utimes(join(entry, 'entry.json'), new Date(), new Date()).catch(() => {}); // removed meanwhile: no harm
          return session;
        } catch {
          // Damaged in a way that sizes do not show. It is made anew below.
        }
      }
      return (await openAndKeep()) ?? create(model, options);

      async function openAndKeep(): Promise<CreatedSession | undefined> {
        const partial = `${entry}.${randomBytes(4).toString('hex')}.partial`;
        try {
          await rm(entry, { recursive: true, force: true });
          await mkdir(partial, { recursive: true });
          const { bavail, bsize } = await statfs(folder);
          if (bavail * bsize < 2 * bytes + 2 ** 30) throw new Error('No room to keep the optimised graph.');
          const session = await create(model, { ...options, ...writeTo(partial, options) });
          const finished = finish(partial, entry, model)
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
    },
    /** Waits for entries that are still being written to disk. */
    async idle(): Promise<void> {
      await Promise.all(finishing);
    },
  };

  async function finish(partial: string, entry: string, model: string): Promise<void> {
    const files: Record<string, number> = {};
    for (const { name, size } of await sizesAndTimes(partial)) {
      const handle = await open(join(partial, name), 'r+');
      await handle.sync().finally(() => handle.close()); // a name must not reach the disk before its bytes do
      files[name] = size;
    }
    await writeFile(join(partial, 'entry.json'), JSON.stringify({ model, files } satisfies Manifest));
    await removeOthersOf(model);
    await rename(partial, entry);
    await makeRoom(entry);
  }

  /** Entries of the same model file are older states of it, and can never be used again. */
  async function removeOthersOf(model: string): Promise<void> {
    for (const { path, manifest } of await entries()) {
      if (manifest.model === model) await rm(path, { recursive: true, force: true });
    }
  }

  async function makeRoom(newest: string): Promise<void> {
    const kept = await entries();
    let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { path, bytes } of kept.sort((a, b) => a.used - b.used)) {
      if (total <= maximumBytes || path === newest) continue;
      await rm(path, { recursive: true, force: true });
      total -= bytes;
    }
  }

  /** Whole entries. What an interrupted process left behind is removed on the way, after a day. */
  async function entries() {
    const found: { path: string; manifest: Manifest; bytes: number; used: number }[] = [];
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const { mtimeMs } = await stat(path);
      if (name.endsWith('.partial')) {
        if (Date.now() - mtimeMs > 86_400_000) await rm(path, { recursive: true, force: true });
        continue;
      }
      const manifest = await readManifest(path);
      if (manifest === undefined) continue;
      const used = (await stat(join(path, 'entry.json'))).mtimeMs;
      const bytes = Object.values(manifest.files).reduce((sum, size) => sum + size, 0);
      found.push({ path, manifest, bytes, used });
    }
    return found;
  }
}

export type GraphCache = ReturnType<typeof graphCache>;

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

async function sizesAndTimes(folder: string): Promise<{ name: string; size: number; time: number }[]> {
  const names = await readdir(folder);
  const facts = await Promise.all(names.sort().map(async (name) => ({ name, facts: await stat(join(folder, name)) })));
  return facts
    .filter(({ facts }) => facts.isFile())
    .map(({ name, facts }) => ({ name, size: facts.size, time: facts.mtimeMs }));
}

async function readManifest(entry: string): Promise<Manifest | undefined> {
  try {
    const { model, files } = JSON.parse(await readFile(join(entry, 'entry.json'), 'utf8')) as Manifest;
    return typeof model === 'string' && typeof files === 'object' && files !== null ? { model, files } : undefined;
  } catch {
    return undefined;
  }
}

async function isWhole(entry: string): Promise<boolean> {
  const manifest = await readManifest(entry);
  if (manifest === undefined || !('model.onnx' in manifest.files)) return false;
  const present = new Map((await sizesAndTimes(entry).catch(() => [])).map(({ name, size }) => [name, size]));
  return Object.entries(manifest.files).every(([name, size]) => present.get(name) === size);
}
