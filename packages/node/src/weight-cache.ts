import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type OptimisedWeights, optimisedWeights, type StoredTensor, weightsApart } from '@overpaint/core/platform';
import type { InferenceSession } from 'onnxruntime-node';
import { type CacheEntries, hashOf, stateOf } from './cache-entries.js';
import { type GraphSource, optimisedData, optimisedFile, smallNetwork } from './graph-cache.js';
import { makeWeights } from './make-weights.js';
import type { WeightsFile } from './weights-in-memory.js';
import { weightsOnDrive } from './weights-on-drive.js';
import type { WorkerClient, WorkerSession } from './worker-client.js';

type Options = InferenceSession.SessionOptions;

export interface WeightCacheOptions {
  readonly entries: CacheEntries;
  readonly worker: Pick<WorkerClient, 'create' | 'writeOutputs'>;
  /** Networks below this size of which nothing optimised is kept are merged while they are opened. @defaultValue 200 MB */
  readonly minimumBytes?: number;
}

/** A network some of whose weights become others while it is opened. */
export interface ChangedNetwork extends GraphSource {
  readonly graph: Uint8Array;
  readonly plain: Uint8Array;
  /** The files that hold its weights. */
  readonly parts: readonly WeightsFile[];
  /** Where the graph cache keeps what ONNX Runtime made of it with its own weights; nothing where it has no room for that. */
  readonly optimised: string | undefined;
}

/** What an entry's two files are called; the graph calls the first so too. */
const [weightsFile, placesFile] = ['changed-weights.bin', 'places.json'];

/**
 * Opens a network with weights that LoRAs have changed from what the graph cache keeps of it with its own: what is optimised
 * once need not be optimised again for each set. The changed weights alone are merged, and kept, so that a set that was used
 * before is merged no more; on disk it takes what they weigh. ONNX Runtime maps both files.
 *
 * Of a large network of which nothing optimised can be kept, for want of memory, or which was optimised otherwise, the same is done
 * with its own graph: merging all of it at once would take that memory too.
 */
export function weightCache({ entries, worker, minimumBytes = smallNetwork }: WeightCacheOptions) {
  return {
    /** @returns nothing where this way is closed: weights on several drives, no room, a small network that was optimised otherwise. */
    async open(network: ChangedNetwork, options: Options, runtime: string): Promise<WorkerSession | undefined> {
      const { model, files, edits, parts } = network;
      const { bytes, state } = await stateOf(files);
      const way = (await fromOptimised(network)) ?? (bytes < minimumBytes ? undefined : fromOwn(network));
      const own = await weightsOnDrive(parts);
      if (way === undefined || own === undefined) return undefined;
      const { weights, others, old, settings } = way;
      const unoptimised: Options = { ...options, graphOptimizationLevel: 'disabled' };
      const purpose = hashOf([way.purpose, model, edits, options, runtime, process.arch, cpus()[0]?.model]);
      const entry = entries.entry(purpose, state);

      const openFrom = async (folder: string): Promise<WorkerSession> => {
        const stored = JSON.parse(await readFile(join(folder, placesFile), 'utf8')) as StoredTensor[];
        const placed = await weightsOnDrive([...others, { location: weightsFile, file: join(folder, weightsFile) }]);
        return worker.create(...placed!(weights.reading(stored), { ...options, ...settings }));
      };

      if (await entries.isWhole(entry, weightsFile)) {
        try {
          const session = await openFrom(entry.path);
          await entries.touch(entry);
          return session;
        } catch {
          // Damaged in a way that sizes do not show. It is made anew below.
        }
      }
      await entries.drop(entry.path);
      const partial = await entries.begin((network.openBytes ?? bytes) + 2 ** 30); // all of them may change
      try {
        await make(partial);
        const session = await openFrom(partial);
        entries.keep(partial, entry, async () => (await stateOf(files)).state === state);
        return session;
      } catch (error) {
        await entries.drop(partial);
        throw error;
      }

      async function make(folder: string): Promise<void> {
        const file = join(folder, weightsFile);
        const stored = await makeWeights(weights, {
          file,
          optimised: old,
          write: (graph, file) => worker.writeOutputs(...own!(graph, unoptimised), file),
        });
        await writeFile(join(folder, placesFile), JSON.stringify(stored));
      }
    },
  };
}

/** How a network is opened with new weights beside it. */
interface Way {
  /** Tells what is kept for it from what is kept for another. */
  readonly purpose: string;
  readonly weights: OptimisedWeights;
  /** The files of the weights that stay. */
  readonly others: readonly WeightsFile[];
  /** The file that the optimised graph has its weights in, where there is one. */
  readonly old?: string;
  readonly settings: Options;
}

async function fromOptimised({ graph, plain, optimised }: ChangedNetwork): Promise<Way | undefined> {
  if (optimised === undefined) return undefined;
  const weights = optimisedWeights(plain, graph, await readFile(join(optimised, optimisedFile)));
  const file = join(optimised, optimisedData);
  const settings: Options = { graphOptimizationLevel: 'disabled' };
  const others = [{ location: optimisedData, file }];
  return weights && { purpose: 'weights', weights, others, old: file, settings };
}

const fromOwn = ({ graph, parts }: ChangedNetwork): Way => ({
  purpose: 'weights apart',
  weights: weightsApart(graph),
  others: parts,
  settings: {},
});
