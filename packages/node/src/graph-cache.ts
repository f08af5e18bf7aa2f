import { cpus, freemem } from 'node:os';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { type CacheEntries, hashOf, stateOf } from './cache-entries.js';
import type { WorkerSession } from './worker-client.js';

type Options = InferenceSession.SessionOptions;
type Create = (model: string, options: Options) => Promise<WorkerSession>;

export interface GraphCacheOptions {
  readonly entries: CacheEntries;
  /** Networks below this size open fast enough by themselves. @defaultValue 200 MB */
  readonly minimumBytes?: number;
  /** Bytes of memory that this process may still take. */
  readonly freeMemory?: () => number;
}

/** Files below this size are not worth it: bytes. */
export const smallNetwork = 200e6;

/** A network as it lies on disk. */
export interface GraphSource {
  /** The graph file. */
  readonly model: string;
  /** Every file of the network: the graph and what holds its weights. */
  readonly files: readonly string[];
  /** Names what is changed of these files before ONNX Runtime sees them, such as weights merged in; nothing by default. */
  readonly edits?: string | undefined;
  /** Bytes that its weights take once it is open, where they are not those of the files. */
  readonly openBytes?: number | undefined;
}

/**
 * Keeps what ONNX Runtime makes of a large network when it opens it (constants folded, nodes fused, weights reordered for
 * this processor), so that the next start reads that: for 3.4 GB, a second and a half instead of eight. The first start
 * takes about twice as long and twice the memory, since it writes the file; disk space as large as the model is used. Where
 * there is not so much memory, nothing is kept.
 *
 * An entry is made for a graph, its edits, options, a version of ONNX Runtime and a processor. Whatever goes wrong with
 * the cache, the network is opened from the model's own files.
 */
export function graphCache({
  entries,
  minimumBytes = smallNetwork,
  freeMemory = () => process.availableMemory?.() ?? freemem(),
}: GraphCacheOptions) {
  const open = async (source: GraphSource, options: Options, runtime: string, create: Create) => {
    const { model, files } = source;
    const found = await find(source, options, runtime);
    if (found === undefined) return create(model, options);
    const { entry, bytes, state } = found;
    if (await entries.isWhole(entry, optimisedFile)) {
      try {
        const kept = join(entry.path, optimisedFile);
        const session = await create(kept, { ...options, graphOptimizationLevel: 'disabled' });
        await entries.touch(entry);
        return session;
      } catch {
        // Damaged in a way that sizes do not show. It is made anew below.
      }
    }
    return (hasMemory(source, bytes) && (await openAndKeep())) || create(model, options);

    async function openAndKeep(): Promise<WorkerSession | undefined> {
      await entries.drop(entry.path);
      const partial = await entries.begin(2 * bytes + 2 ** 30).catch(() => undefined); // no room, no rights
      if (partial === undefined) return undefined;
      try {
        const session = await create(model, { ...options, ...writeTo(partial, options) });
        entries.keep(partial, entry, async () => (await stateOf(files)).state === state);
        return session;
      } catch {
        // The model itself may be at fault, which opening it without the cache will tell.
        await entries.drop(partial);
        return undefined;
      }
    }
  };

  async function find(source: GraphSource, options: Options, runtime: string) {
    const { model, files, edits = '' } = source;
    const found = await stateOf(files).catch(() => undefined); // what is missing, opening it will tell
    if (found === undefined || found.bytes < minimumBytes) return undefined;
    const purpose = hashOf([model, edits, options, runtime, process.arch, cpus()[0]?.model]);
    return { ...found, entry: entries.entry(purpose, found.state) };
  }

  /** ONNX Runtime writes a copy of all weights that it has open: for SDXL's UNet, ten gigabytes beside as many. */
  function hasMemory({ openBytes }: GraphSource, bytes: number): boolean {
    const needed = 2.2 * (openBytes ?? bytes);
    return needed <= 2 ** 30 || freeMemory() >= needed + 2 ** 30;
  }

  return {
    open,
    /** The folder of what is kept of a network, for which it is opened once if need be; nothing where nothing can be kept. */
    async folder(source: GraphSource, options: Options, runtime: string, create: Create): Promise<string | undefined> {
      const found = await find(source, options, runtime);
      if (found === undefined) return undefined;
      const { entry, bytes } = found;
      if (!(await entries.isWhole(entry, optimisedFile))) {
        if (!hasMemory(source, bytes)) return undefined;
        await (await open(source, options, runtime, create)).release();
        await entries.idle();
        if (!(await entries.isWhole(entry, optimisedFile))) return undefined;
      }
      await entries.touch(entry);
      return entry.path;
    },
  };
}

/** What an entry's two files are called. */
export const optimisedFile = 'model.onnx';
export const optimisedData = 'model.onnx.data';

/** The settings that make ONNX Runtime write what it opens; weights apart, since one file may hold 2 GB only. */
function writeTo(folder: string, { extra }: Options): Options {
  const session = extra?.['session'] as Record<string, string> | undefined;
  return {
    optimizedModelFilePath: join(folder, optimisedFile),
    extra: {
      ...extra,
      session: {
        ...session,
        optimized_model_external_initializers_file_name: optimisedData,
        optimized_model_external_initializers_min_size_in_bytes: '1024',
      },
    },
  };
}
