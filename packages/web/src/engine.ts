import {
  type Img2ImgOptions,
  InvalidArgumentError,
  Model,
  type ModelFiles,
  ModelNotFoundError,
  type OpenModelContext,
  type Overpaint,
  type OverpaintImage,
  type OverpaintLimits,
} from '@overpaint/core';
import { bindPlatform } from '@overpaint/core/platform';
import { type Provider, type Providers, webBackend } from './backend.js';
import { browserDigest, canDigest, type Digest } from './digest.js';
import { type EmbeddedModel, embeddedFiles } from './embedded-model.js';
import type { ModelStore } from './fetch-model.js';
import { type HubOptions, isRepository } from './hub.js';
import type { WebImageInput } from './image-input.js';
import { loadModels, type ModelLibrary } from './load-models.js';
import { isLocalModel, type LocalModel, type PortableModel, portableModel } from './local-files.js';
import type { StoredModel } from './model-source.js';
import { webPresets } from './presets.js';
import type { OrtModule, RuntimeOptions } from './runtime.js';
import type { StorageMode } from './storage/open-store.js';

/** What an engine is made with. Plain data: it is sent to the worker. */
export interface EngineOptions extends RuntimeOptions {
  readonly limits: OverpaintLimits;
  readonly providers: Providers;
  /** The address of the script that fetches models. */
  readonly models: string;
  readonly embedded: EmbeddedModel;
  readonly storage: StorageMode;
  readonly hub: HubOptions;
  /** The page's address, from which relative ones start. */
  readonly base: string;
}

/** How a model is named to an engine. */
export type EngineSource = string | LocalModel | PortableModel;

export type EngineCallOptions = Img2ImgOptions<WebImageInput, EngineSource | Model, unknown>;

/** Everything that runs networks and holds models: in a worker, or in the thread that asks for it. */
export interface Engine {
  img2img(options: EngineCallOptions): ReturnType<Bound['img2img']>;
  plan(options: EngineCallOptions): ReturnType<Bound['plan']>;
  loadModel(source: EngineSource | undefined, options?: Parameters<Bound['loadModel']>[1]): Promise<Model>;
  inspectModel(source: EngineSource | undefined): ReturnType<Bound['inspectModel']>;
  /** Which provider each open network runs on. */
  sessions(): Promise<Record<string, Provider>>;
  listModels(): Promise<StoredModel[]>;
  removeModel(id: string): Promise<boolean>;
  dispose(): Promise<void>;
}

type Bound = Overpaint<WebImageInput, unknown, OverpaintImage>;

export function createEngine(ort: OrtModule, options: EngineOptions): Engine {
  const backend = webBackend(ort, options);
  let loading: Promise<ModelLibrary> | undefined;
  const library = () => {
    loading ??= loadModels(options.models);
    loading.catch(() => (loading = undefined)); // the next call tries again
    return loading;
  };
  let opened: ModelStore | undefined;
  const store = async () => {
    const { ModelStore } = await library();
    opened ??= new ModelStore(options.storage);
    return opened;
  };
  const local = new LocalModels();
  const sha256Of: Digest = async (content) =>
    canDigest() ? browserDigest(content) : (await library()).sha256Of(content);

  async function openModel(source: string | undefined, context: OpenModelContext): Promise<ModelFiles> {
    if (source === undefined || source === options.embedded.id)
      return embeddedFiles(options.embedded, context, sha256Of);
    const chosen = local.find(source);
    if (chosen !== undefined) return (await library()).localModel(chosen);
    if (/^(https?:|blob:|\.{0,2}\/)/i.test(source) && URL.canParse(source, options.base)) {
      const url = new URL(source, options.base).href;
      const { urlModel } = await library();
      return (await store()).fetch(url, () => urlModel(url, context.signal), context);
    }
    if (isRepository(source)) {
      const { hubModel } = await library();
      return (await store()).fetch(source, () => hubModel(source, options.hub, context.signal), context);
    }
    throw new ModelNotFoundError(
      source,
      `model: expected a hub repository such as "owner/name", or the address of a folder that begins with https:, / or ./, received "${source}".`,
    );
  }

  const bound = bindPlatform<WebImageInput, unknown, OverpaintImage>(
    { backend, presets: webPresets, openModel, decorate: (image) => image },
    options.limits,
    async (files, names) => (await library()).readTokenizerJson(files, names),
  );

  /** Core knows models by name; the person's own files get one. Addresses start from the page's. */
  const prepared = ({ image, model, ...rest }: EngineCallOptions) =>
    ({
      ...rest,
      image: typeof image === 'string' ? new URL(image, options.base) : image,
      ...(model !== undefined && { model: model instanceof Model ? model : local.nameOf(model) }),
    }) as Parameters<Bound['img2img']>[0];

  return {
    img2img: (call) => bound.img2img(prepared(call)),
    plan: async (call) => bound.plan(prepared(call)),
    loadModel: (source, call) => bound.loadModel(source === undefined ? source : local.nameOf(source), call),
    inspectModel: (source) => bound.inspectModel(source === undefined ? source : local.nameOf(source)),
    sessions: async () => Object.fromEntries(backend.sessions),
    async listModels() {
      return (await (await store()).list()).map(({ id, source, complete, files }) => ({
        id,
        source,
        complete,
        bytes: Object.values(files).reduce((sum, { size }) => sum + size, 0),
      }));
    },
    removeModel: async (id) => (await store()).remove(id),
    dispose: () => bound.dispose(),
  };
}

/** Models that the person chose from their own disk, by names that no caller can write. */
class LocalModels {
  readonly #byName = new Map<string, PortableModel>();
  readonly #names = new WeakMap<object, string>();

  nameOf(source: EngineSource): string {
    if (typeof source === 'string') return source;
    if (!isLocalModel(source) && !isPortable(source)) {
      throw new InvalidArgumentError('model', "a repository's name, a URL, files, or a model from loadModel()", source);
    }
    const name = this.#names.get(source) ?? `\0local:${this.#byName.size}`;
    this.#names.set(source, name);
    this.#byName.set(name, isLocalModel(source) ? portableModel(source) : source);
    return name;
  }

  find(name: string): PortableModel | undefined {
    return this.#byName.get(name);
  }
}

const isPortable = (source: unknown): source is PortableModel =>
  typeof source === 'object' && source !== null && 'files' in source;
