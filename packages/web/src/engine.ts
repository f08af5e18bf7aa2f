import {
  type ControlNet,
  type EncodeOptions,
  type ImageFormat,
  type Img2ImgOptions,
  InvalidArgumentError,
  type LoraSource,
  Model,
  type ModelFiles,
  ModelNotFoundError,
  type OpenModelContext,
  type Overpaint,
  type OverpaintImage,
  type OverpaintLimits,
} from '@overpaint/core';
import {
  bindPlatform,
  embeddedFamily,
  imageWith,
  makeUsualScheduler,
  type RecipeWriter,
  standardLayout,
} from '@overpaint/core/platform';
import { type Provider, type Providers, webBackend } from './backend.js';
import { browserDigest, canDigest, type Digest } from './digest.js';
import { type EmbeddedModel, embeddedFiles } from './embedded-model.js';
import { fetchResponse } from './fetch-response.js';
import type { HubOptions } from './hub.js';
import type { WebImageInput } from './image-input.js';
import { type Libraries, libraries } from './libraries.js';
import { isLocalModel, type LocalModel, type PortableModel, portableModel } from './local-files.js';
import type { StoredModel } from './model-source.js';
import type { ModelStore } from './model-store.js';
import { webPresets } from './presets.js';
import type { OrtModule, RuntimeOptions } from './runtime.js';
import type { StorageMode } from './storage/open-store.js';
import type { WireImage } from './wire-image.js';

/** What an engine is made with. Plain data: it is sent to the worker. */
export interface EngineOptions extends RuntimeOptions {
  readonly limits: OverpaintLimits;
  readonly providers: Providers;
  /** Where the scripts lie that models of one's own need. */
  readonly libraries: Readonly<Record<keyof Libraries, string>>;
  readonly embedded: EmbeddedModel;
  readonly storage: StorageMode;
  readonly hub: HubOptions;
  /** The page's address, from which relative ones start. */
  readonly base: string;
}

/** How a model is named to an engine. */
export type EngineSource = string | LocalModel | PortableModel;

export type EngineCallOptions = Img2ImgOptions<WebImageInput, EngineSource | Model, unknown>;

export interface EncodeRequest {
  readonly image: WireImage;
  readonly format: ImageFormat;
  readonly options: EncodeOptions;
  readonly metadata: boolean;
}

/** Everything that runs networks and holds models: in a worker, or in the thread that asks for it. */
export interface Engine {
  img2img(options: EngineCallOptions): ReturnType<Bound['img2img']>;
  plan(options: EngineCallOptions): ReturnType<Bound['plan']>;
  loadModel(source: EngineSource | undefined, options?: Parameters<Bound['loadModel']>[1]): Promise<Model>;
  inspectModel(source: EngineSource | undefined): ReturnType<Bound['inspectModel']>;
  inspectLora(source: LoraSource, options?: { readonly model?: Model | undefined }): ReturnType<Bound['inspectLora']>;
  loadControlNet(source: EngineSource, options?: Parameters<Bound['loadControlNet']>[1]): Promise<ControlNet>;
  /** A picture that was painted here, as a file. */
  encode(asked: EncodeRequest): Promise<Uint8Array>;
  /** Which provider each open network runs on. */
  sessions(): Promise<Record<string, Provider>>;
  listModels(): Promise<StoredModel[]>;
  removeModel(id: string): Promise<boolean>;
  dispose(): Promise<void>;
}

type Bound = Overpaint<WebImageInput, unknown, OverpaintImage>;

export function createEngine(ort: OrtModule, options: EngineOptions): Engine {
  const library = libraries(options.libraries);
  const backend = webBackend(ort, {
    ...options,
    webpTools: () => library('metadata'),
    detector: async () => (await library('models')).detectCapabilities,
  });
  let opened: ModelStore | undefined;
  const store = async () => {
    const { ModelStore } = await library('models');
    opened ??= new ModelStore(options.storage);
    return opened;
  };
  const local = new LocalModels();
  const sha256Of: Digest = async (content) =>
    canDigest() ? browserDigest(content) : (await library('models')).sha256Of(content);

  async function openModel(source: string | undefined, context: OpenModelContext): Promise<ModelFiles> {
    if (source === undefined || source === options.embedded.id)
      return embeddedFiles(options.embedded, context, sha256Of);
    const chosen = local.find(source);
    if (chosen !== undefined) return (await library('models')).localModel(chosen);
    if (/^(https?:|blob:|\.{0,2}\/)/i.test(source) && URL.canParse(source, options.base)) {
      const url = new URL(source, options.base).href;
      const { urlModel } = await library('models');
      return (await store()).open(urlModel(url, { graph: context.graph }), context);
    }
    const repository = (await library('models')).hubModel(source, options.hub);
    if (repository !== undefined) return (await store()).open(repository, context);
    throw new ModelNotFoundError(
      source,
      `model: expected a hub repository such as "owner/name", or the address of a folder that begins with https:, / or ./, received "${source}".`,
    );
  }

  /** A file by its address. */
  async function openFile(source: string, { signal }: OpenModelContext): Promise<Uint8Array | undefined> {
    if (!/^(https?:|blob:|data:|\.{0,2}\/)/i.test(source) || !URL.canParse(source, options.base)) return undefined;
    const { href } = new URL(source, options.base);
    const response = await fetchResponse(href, { signal, what: 'lora' });
    return new Uint8Array(await response.arrayBuffer());
  }

  const writeRecipe: RecipeWriter = async (bytes, format, recipe) =>
    (await library('metadata')).writeRecipe(bytes, format, recipe);

  const bound = bindPlatform<WebImageInput, unknown, OverpaintImage>(
    { backend, presets: webPresets, openModel, openFile, decorate: (image) => image },
    options.limits,
    {
      writeRecipe,
      makeScheduler: async (...asked) =>
        makeUsualScheduler(...asked) ?? (await library('schedulers')).makeScheduler(...asked),
      colorMatch: async () => (await library('masks')).colorMatch,
      maskFeature: async (mask, asked) => (await library('masks')).maskFeature(mask, asked),
      findLayout: async (files, dtype) =>
        files.id === options.embedded.id ? standardLayout(files) : (await library('families')).findLayout(files, dtype),
      recogniseFolder: async (folder) =>
        folder.id === options.embedded.id
          ? { family: embeddedFamily, foreignOperators: {}, needed: [], tinyCodec: () => undefined, refuse: () => {} }
          : (await library('families')).recogniseFolder(folder),
      readTokenizerJson: async (files, names) => (await library('families')).readTokenizerJson(files, names),
      withOtherVaes: async (...asked) => (await library('families')).withOtherVaes(...asked),
      editNetwork: async (...asked) => (await library('families')).editNetwork(...asked),
      loraTools: async () => (await library('loras')).loraTools((bytes) => sha256Of(bytes as Uint8Array<ArrayBuffer>)),
      countSkips: async (...asked) => (await library('families')).countSkips(...asked),
      linearPreview: async () => (await library('metadata')).fitLinearPreview,
      tiling: async () => (await library('speed')).tiling,
      speedPlanner: async () => (await library('speed')).speedPlanner,
      openNetwork: async (runtime, files, path) => (await library('families')).openNetwork(runtime, files, path),
      controlTools: async () => (await library('control')).controlTools,
    },
  );

  /** Core knows models by name; the person's own files get one. Addresses start from the page's. */
  const absolute = (image: WebImageInput) => (typeof image === 'string' ? new URL(image, options.base) : image);
  const prepared = ({ image, mask, references, model, ...rest }: EngineCallOptions) =>
    ({
      ...rest,
      image: absolute(image),
      ...(mask !== undefined && { mask: absolute(mask) }),
      ...(references !== undefined && {
        references: Array.isArray(references) ? references.map(absolute) : references,
      }),
      ...(model !== undefined && { model: model instanceof Model ? model : local.nameOf(model) }),
    }) as Parameters<Bound['img2img']>[0];

  return {
    img2img(call) {
      const run = bound.img2img(prepared(call));
      // A picture may be saved later, without a network: what that needs comes now that nobody waits any more.
      run.then(
        () => void library('metadata').catch(() => {}),
        () => {},
      );
      return run;
    },
    encode: ({ image, format, options, metadata }) =>
      imageWith(writeRecipe, image, { ...image, backend, metadata }).encode(format, options),
    plan: async (call) => bound.plan(prepared(call)),
    loadModel: (source, call) => bound.loadModel(source === undefined ? source : local.nameOf(source), call),
    inspectLora: (source, { model } = {}) =>
      bound.inspectLora(source, { model: model instanceof Model ? model : undefined }),
    inspectModel: (source) => bound.inspectModel(source === undefined ? source : local.nameOf(source)),
    loadControlNet: (source, call) => bound.loadControlNet(source === undefined ? source : local.nameOf(source), call),
    sessions: async () => Object.fromEntries(backend.sessions),
    async listModels() {
      return (await (await store()).list()).map(({ id, source, complete, files }) => ({
        id,
        source,
        complete,
        bytes: Object.values(files).reduce((sum, { size }) => sum + size, 0),
      }));
    },
    async removeModel(id) {
      if (typeof id !== 'string')
        throw new InvalidArgumentError('id', 'the id of a model, as listModels() tells it', id);
      return (await store()).remove(id);
    },
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
