import { join } from 'node:path';
import {
  type Backend,
  BackendError,
  type EditedGraph,
  isOverpaintError,
  type ModelFile,
  type Session,
} from '@overpaint/core';
import { fuseAttention } from '@overpaint/core/platform';
import type { InferenceSession } from 'onnxruntime-node';
import { CacheEntries } from './cache-entries.js';
import { cacheFolder } from './cache-folder.js';
import { checkBackendOptions } from './check-options.js';
import { detectCapabilities } from './detect.js';
import { withFixedSizes } from './fixed-sizes.js';
import { graphCache } from './graph-cache.js';
import { encodeImage, openImage } from './image.js';
import type { NodeImageInput } from './image-input.js';
import { machineMemory } from './machine-memory.js';
import type { NodeBackendOptions } from './options.js';
import { openError, runError } from './ort-error.js';
import { rememberHashes } from './remember-hashes.js';
import { sessionOptions } from './session-options.js';
import { weightCache } from './weight-cache.js';
import { type WeightsFile, weightsInMemory } from './weights-in-memory.js';
import { weightsOnDrive } from './weights-on-drive.js';
import { startWorkerClient, type WorkerClient, type WorkerSession } from './worker-client.js';

type Options = InferenceSession.SessionOptions;

/** Overpaint's backend in Node, with what only Node's own modules use: hashing beside the calls. */
export interface NodeBackend extends Backend<NodeImageInput> {
  /** sha256 of files, in hex, computed off the main thread. */
  hash(paths: readonly string[]): Promise<string[]>;
}

/**
 * onnxruntime-node in one worker thread, so that the event loop stays free while networks run, and sharp for pictures.
 * Network calls of all sessions queue; the thread starts with the first one and never keeps an idle process alive.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for an option that is of the wrong kind or out of range.
 * @example
 * ```ts
 * import { nodeBackend } from '@overpaint/node';
 * const backend = nodeBackend({ providers: ['cuda', 'cpu'] });
 * console.log((await backend.detect()).providers);
 * await backend.dispose();
 * ```
 */
export function nodeBackend(given: NodeBackendOptions = {}): NodeBackend {
  checkBackendOptions(given);
  const { providers = ['cpu'], threads, freeDimensions, cache = cacheFolder() } = given;
  const worker = startWorkerClient();
  const kept = cache === false ? undefined : openCaches(join(cache, 'graphs'), worker);

  const create = async (file: ModelFile, provider: string): Promise<WorkerSession> => {
    const sizes = freeDimensions?.[file.component];
    const asked = await file.edit?.({
      float16: provider !== 'cpu',
      fuseAttention: provider === 'cpu' ? fuseAttention : undefined,
    });
    const edited = sizes ? await withFixedSizes(file, asked, sizes) : asked;
    const { model, parts } = await locate(file, edited);
    const settings = sessionOptions(given, provider);
    const inMemory = typeof model === 'string' && !edited ? await weightsInMemory(model, parts) : [];
    /** An edited graph in place of the model's own. */
    const opening = (graph: Uint8Array | undefined) => async (path: string | Uint8Array, settings: Options) => {
      if (path !== model) return worker.create(path, settings);
      if (graph === undefined) return worker.create(path, settings, inMemory);
      const placed = typeof model === 'string' ? await weightsOnDrive(parts) : undefined;
      return placed ? worker.create(...placed(graph, settings)) : worker.create(graph, settings, parts);
    };
    const open = opening(edited?.graph);
    if (provider !== 'cpu') return open(model, settings);
    if (file.optimised && !edited) return open(model, { ...settings, graphOptimizationLevel: 'disabled' });
    if (kept === undefined || typeof model !== 'string' || inMemory.length > 0) return open(model, settings);
    const { version } = await worker.describe();
    const { openBytes } = file;
    const source = { model, files: [model, ...parts.map(({ file }) => file)], openBytes, edits: edited?.edits };
    if (!edited?.plain) return kept.graphs.open(source, settings, version, open);
    const { graph } = edited;
    const plain = await edited.plain();
    const own = { ...source, edits: plain.edits };
    const optimised = await kept.graphs.folder(own, settings, version, opening(plain.graph));
    const changed = { ...source, graph, plain: plain.graph, parts, optimised };
    const session = await kept.weights.open(changed, settings, version).catch(() => undefined);
    return session || open(model, settings);
  };

  const open = async (file: ModelFile): Promise<WorkerSession> => {
    const { component, path, files } = file;
    const where = `${files.location}/${path}`;
    let last: Error | undefined;
    for (const provider of providers) {
      try {
        return await create(file, provider);
      } catch (error) {
        if (isOverpaintError(error)) throw error; // ONNX Runtime did not start
        last = error as Error;
      }
    }
    if (last === undefined)
      throw new BackendError(component, `${component}: no execution provider was given to open ${where} with.`);
    throw openError(component, where, last);
  };

  return {
    name: 'node',
    otherProviders: () => providers.filter((provider) => provider !== 'cpu'),
    fusedAttention: providers.includes('cpu'),
    mergesApart: kept !== undefined && providers[0] === 'cpu',
    fixedSizes: (component) => freeDimensions?.[component] !== undefined,
    ...(providers.every((provider) => provider === 'cpu') && { memory: machineMemory() }),
    createSession: async (file) => asSession(file.component, await open(file)),
    async openImage(input, options) {
      const image = await openImage(input, options);
      return {
        ...image,
        decode(enough) {
          worker.start(); // a picture is only decoded to be painted
          return image.decode(enough);
        },
      };
    },
    encodeImage,
    detect: () => detectCapabilities(worker, threads),
    version: async () => `onnxruntime-node ${(await worker.describe()).version}`,
    hash: rememberHashes(hashApart, cache === false ? {} : { file: join(cache, 'hashes.json') }),
    async dispose() {
      await kept?.entries.idle();
      await worker.dispose();
    },
  };

  function asSession(component: string, session: WorkerSession): Session {
    return {
      inputs: session.inputs,
      outputs: session.outputs,
      get lost() {
        return session.lost;
      },
      run: (feeds, fetches) =>
        session.run(feeds, fetches).catch((error: Error) => {
          throw runError(component, error);
        }),
      dispose: () => session.release(),
    };
  }
}

/** What opening networks makes that is worth keeping, all in one folder. */
function openCaches(folder: string, worker: WorkerClient) {
  const entries = new CacheEntries({ folder });
  return { entries, graphs: graphCache({ entries }), weights: weightCache({ entries, worker }) };
}

/** A network's files on this disk. */
interface Located {
  readonly model: string | Uint8Array;
  /** Its external data, as far as it is files. */
  readonly parts: readonly WeightsFile[];
}

async function locate(file: ModelFile, edited: EditedGraph | undefined): Promise<Located> {
  const { path, files } = file;
  const { externalData = [] } = edited ?? file;
  const located = await files.locate(path);
  const model = typeof located === 'string' ? located : new Uint8Array(await located.arrayBuffer());
  const found = await Promise.all(
    externalData.map(async ({ location, path }) => ({ location, file: await files.locate(path) })),
  );
  return { model, parts: found.filter((part): part is WeightsFile => typeof part.file === 'string') };
}

/** Hashes in a thread of its own: in that of the sessions it would wait for each network call. */
async function hashApart(paths: readonly string[]): Promise<string[]> {
  const worker = startWorkerClient();
  try {
    return await worker.hash(paths);
  } finally {
    await worker.dispose();
  }
}
