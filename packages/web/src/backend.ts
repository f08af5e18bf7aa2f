import { type Backend, BackendError, type Feeds, type ModelFile, OverpaintError, type Session } from '@overpaint/core';
import { fromNetwork, toNetwork } from '@overpaint/core/platform';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { detectCapabilities } from './detect.js';
import { encodeImage, openImage, type WebpTools } from './image.js';
import type { WebImageInput } from './image-input.js';
import { nextTask } from './next-task.js';
import { openError, runError } from './ort-error.js';
import { fromOrt, specsOf } from './ort-tensor.js';
import { type KeptFeeds, type OrtModule, prepareRuntime, type RuntimeOptions, type RuntimeTraits } from './runtime.js';

export type Provider = 'webgpu' | 'wasm';

/** Providers for each network by the name of its component; `default` for those that are not named. */
export type Providers = Readonly<Record<string, readonly Provider[]>>;

export interface WebBackendOptions extends RuntimeOptions {
  /** Tried from first to last for each network; one that fails to open or to hold it hands it to the next. */
  readonly providers: Providers;
  readonly webpTools: () => Promise<WebpTools>;
  /** Asked by nobody who paints. */
  readonly detector: () => Promise<typeof detectCapabilities>;
}

/** A backend that also tells which provider each open network runs on. */
export interface WebBackend extends Backend<WebImageInput> {
  readonly sessions: ReadonlyMap<string, Provider>;
}

/** Bytes that WebAssembly of 32 bits can name, which is what the runtime is built for. */
const addressable = 2 ** 32;

/** onnxruntime-web in the thread that calls it, and the browser's own codecs. */
export function webBackend(
  ort: OrtModule,
  { providers, webpTools, detector, ...runtime }: WebBackendOptions,
): WebBackend {
  prepareRuntime(ort, runtime);
  const sessions = new Map<string, Provider>();
  const best = (component: string) => providers[component] ?? providers['default'] ?? ['wasm'];

  async function open(file: ModelFile, provider: Provider): Promise<InferenceSession> {
    const { component, path, files, optimised = false } = file;
    const edited = await file.edit?.({ float16: provider !== 'wasm' });
    const { externalData = [] } = edited ?? file;
    const weights = externalData.map(async ({ location, path }) => ({
      path: location,
      data: runtime.readsPieces ? ((await files.locate(path)) as Blob) : await files.read(path),
    }));
    const options: InferenceSession.SessionOptions = {
      executionProviders: [provider],
      logSeverityLevel: 4,
      ...(optimised && provider === 'wasm' && { graphOptimizationLevel: 'disabled' }),
      ...(weights.length > 0 && { externalData: await Promise.all(weights) }),
    };
    const graph = edited?.graph ?? (await files.read(path));
    try {
      return await ort.InferenceSession.create(graph, options);
    } catch (cause) {
      throw openError(component, `${files.location}/${path}`, cause as Error, runtime.files.wasm);
    }
  }

  async function openOn(file: ModelFile, choices: readonly Provider[]): Promise<Opened> {
    let last: unknown;
    for (const [index, provider] of choices.entries()) {
      try {
        const session = await open(file, provider);
        sessions.set(file.component, provider);
        return { session, provider, rest: choices.slice(index + 1) };
      } catch (error) {
        last = error;
      }
    }
    if (last !== undefined) throw last;
    throw new BackendError(
      file.component,
      `${file.component}: expected 'webgpu' or 'wasm' in providers, received none.`,
    );
  }

  return {
    get name() {
      return best('default')[0] === 'webgpu' ? 'web-webgpu' : 'web-wasm';
    },
    sessions,
    async createSession(file) {
      const opened = await openOn(file, best(file.component));
      return new WebSession(ort, runtime, file, opened, (rest) => openOn(file, rest));
    },
    ...(Object.values(providers).flat().includes('webgpu') ? {} : { memory: addressable }),
    otherProviders: (component) => best(component).filter((provider) => provider !== 'wasm'),
    openImage: (input, options) => openImage(input, options, webpTools),
    encodeImage,
    detect: async () => (await detector())(ort, runtime.threads),
    version: async () => `onnxruntime-web ${ort.env.versions.web}`,
    dispose: async () => {},
  };
}

interface Opened {
  readonly session: InferenceSession;
  readonly provider: Provider;
  /** Providers that are left, should this one not hold the network when it runs. */
  readonly rest: readonly Provider[];
}

class WebSession implements Session {
  readonly inputs: Session['inputs'];
  readonly outputs: Session['outputs'];
  #opened: Opened;
  #kept: KeptFeeds | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ort: OrtModule,
    private readonly traits: RuntimeTraits,
    private readonly file: ModelFile,
    opened: Opened,
    private readonly reopen: (rest: readonly Provider[]) => Promise<Opened>,
  ) {
    this.#opened = opened;
    this.inputs = specsOf(opened.session.inputMetadata);
    this.outputs = specsOf(opened.session.outputMetadata);
  }

  /** One at a time: onnxruntime-web refuses a second run of a session while one is under way. */
  run(feeds: Feeds, fetches?: readonly string[]): Promise<Feeds> {
    const result = this.#queue.then(() => this.#run(feeds, fetches));
    this.#queue = result.catch(() => {});
    return result;
  }

  async dispose(): Promise<void> {
    await this.#queue;
    this.#kept?.dispose();
    await this.#opened.session.release();
  }

  async #run(feeds: Feeds, fetches: readonly string[] | undefined): Promise<Feeds> {
    const { session, provider, rest } = this.#opened;
    try {
      const tensors = await this.#tensors(feeds, provider);
      const outputs = await session.run(tensors, fetches ?? session.outputNames);
      // WebAssembly computes without a pause. Messages, such as an abort, only arrive when the thread is let go.
      await nextTask();
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, fromOrt(tensor as Tensor)]));
    } catch (cause) {
      const error = cause instanceof OverpaintError ? cause : runError(this.file.component, cause as Error);
      // A network may open on the GPU and yet be too large for it at this picture's size: the next provider takes over.
      if (provider !== 'webgpu' || rest.length === 0) throw error;
      this.#kept?.dispose();
      this.#kept = undefined;
      await session.release().catch(() => {}); // a lost device cannot release either
      this.#opened = await this.reopen(rest);
      return this.#run(feeds, fetches);
    }
  }

  #tensors(feeds: Feeds, provider: Provider): Promise<Record<string, Tensor>> | Record<string, Tensor> {
    const { keptFeeds: KeptFeeds } = this.traits;
    if (provider === 'webgpu' && KeptFeeds) {
      this.#kept ??= new KeptFeeds(this.ort);
      return this.#kept.tensorsFor(feeds);
    }
    // A network that a GPU had before may be opened in another form here, with ends of other types.
    const types = new Map(specsOf(this.#opened.session.inputMetadata).map(({ name, type }) => [name, type]));
    const tensors = Object.entries(feeds).map(([name, feed]) => {
      const own = types.get(name) ?? feed.type;
      const { type, data, dims } = own === feed.type ? feed : toNetwork(fromNetwork(feed), own);
      return [name, new this.ort.Tensor(type, data as Float32Array, dims)] as const;
    });
    return Object.fromEntries(tensors);
  }
}
