import { Activity } from './activity.js';
import type { DownloadEvent, ModelFiles } from './backend/files.js';
import type { Capabilities, Runtime } from './backend/runtime.js';
import { checkChoice, checkNames, checkNumber, checkSignal, type NamesOf } from './check.js';
import { checkLoraSource, checkLoras, checkOptions } from './check-options.js';
import { InvalidArgumentError, throwIfAborted } from './errors/index.js';
import { colorMatch } from './features/color-match.js';
import { prepareFeatures, requestOf } from './features/compose.js';
import { controlTools } from './features/control-tools.js';
import type { FeatureCall } from './features/feature.js';
import { maskFeature } from './features/mask-feature.js';
import { usualPixelLimit } from './image/pixel-limit.js';
import { fitLinearPreview } from './latents/preview.js';
import type { CallLoras, LoraFiles } from './lora/call-loras.js';
import type { LoraInspection } from './lora/inspect-lora.js';
import type { LoraSource } from './lora/lora-source.js';
import { loraTools } from './lora/lora-tools.js';
import { writeRecipe } from './metadata/write-recipe.js';
import type { ControlNet } from './model/control-net.js';
import { describeModel, type ModelInspection, summariseModel } from './model/describe.js';
import { dtypes } from './model/dtype.js';
import { countSkips, editNetwork } from './model/edit-network.js';
import { graphSource } from './model/graph-source.js';
import { findLayout } from './model/layout.js';
import { type LoadModelOptions, Model, openModel } from './model/model.js';
import { ModelCache } from './model/model-cache.js';
import { type Network, openNetwork } from './model/network.js';
import { withOtherVaes } from './model/other-vaes.js';
import { PaintingQueue } from './model/painting-queue.js';
import { RecipeModels } from './model/recipe-models.js';
import { recogniseFolder } from './model/recognise.js';
import type { ModelReaders } from './model-readers.js';
import { namedBy } from './named-picture.js';
import type { Img2ImgOptions } from './options.js';
import { otherWeights } from './other-weights.js';
import type { OverpaintImage } from './overpaint-image.js';
import { type PreparedCall, paintPictures } from './paint-pictures.js';
import type { Plan } from './paint-settings.js';
import { resolvePlan } from './plan.js';
import type { OpenModelContext, Platform } from './platform.js';
import { rehearse } from './rehearse.js';
import { Img2ImgRun, type RunControl } from './run.js';
import { makeScheduler } from './schedulers/make-scheduler.js';
import { speedPlanner } from './speed/index.js';
import { readTokenizerJson } from './text/json-tokenizer.js';
import { tiling } from './tiles/tiling.js';
import type { Warning } from './warning.js';

/** The public calls, bound to a platform. */
export interface Overpaint<Input, Style, I extends OverpaintImage> {
  img2img(options: Img2ImgOptions<Input, string | Model, Style, I>): Img2ImgRun<I>;
  plan(options: Img2ImgOptions<Input, string | Model, Style, I>): Promise<Plan>;
  loadModel(source?: string, options?: LoadModelOptions): Promise<Model>;
  inspectModel(source?: string): Promise<ModelInspection>;
  /** Opens one network that belongs to no model: a folder with one graph, or the graph itself (`….onnx`). */
  loadNetwork(source: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<Network>;
  /** What a LoRA file is and changes, and whether it fits a model, without merging it. */
  inspectLora(source: LoraSource, options?: { readonly model?: Model | undefined }): Promise<LoraInspection>;
  /** Opens a ControlNet, which `controlNet()` puts among a call's features: a folder with one graph, or the graph itself. */
  loadControlNet(source: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<ControlNet>;
  detect(): Promise<Capabilities>;
  /** Frees all models, loaded ones too, and ends the runtime. Calls under way end first; a later call starts anew. */
  dispose(): Promise<void>;
}

/** How much a binding does at once, and how long it keeps what it opened. */
export interface OverpaintLimits {
  /** Pictures painted at the same time; further calls wait their turn and say so by a `queued` event. @defaultValue 1 */
  readonly concurrency?: number | undefined;
  /**
   * Models named by calls that keep their networks open between calls; of others the networks are closed, those used
   * longest ago first. Models from `loadModel()` do not count. @defaultValue 2
   */
  readonly maxModels?: number | undefined;
  /** Milliseconds without a call after which networks of models named by calls are closed. @defaultValue never */
  readonly idleTimeout?: number | undefined;
}

/**
 * Binds the algorithm to a platform. Models are opened once and shared by all calls of the binding; a folder whose files
 * were replaced is opened anew.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for a limit out of range.
 * @example
 * ```ts
 * import { createOverpaint, type Platform } from '@overpaint/core';
 * declare const platform: Platform; // files, networks and pictures of where it runs
 * const { img2img, plan } = createOverpaint(platform);
 * ```
 */
export function createOverpaint<Input, Style, I extends OverpaintImage>(
  platform: Platform<Input, I>,
  limits: OverpaintLimits = {},
): Overpaint<Input, Style, I> {
  return bindPlatform(platform, limits, {
    recogniseFolder,
    findLayout,
    maskFeature,
    colorMatch: async () => colorMatch,
    readTokenizerJson,
    makeScheduler,
    editNetwork,
    countSkips,
    speedPlanner: async () => speedPlanner,
    tiling: async () => tiling,
    linearPreview: async () => fitLinearPreview,
    withOtherVaes,
    openNetwork,
    loraTools: async () => loraTools(),
    controlTools: async () => controlTools,
    writeRecipe,
  });
}

/** {@link createOverpaint} for platforms that load what only models of others need on demand. */
export function bindPlatform<Input, Style, I extends OverpaintImage>(
  platform: Platform<Input, I>,
  limits: OverpaintLimits,
  readers: ModelReaders,
): Overpaint<Input, Style, I> {
  type Options = Img2ImgOptions<Input, string | Model, Style, I>;
  const { backend, presets } = platform;
  const { concurrency = 1, maxModels = 2, idleTimeout = Number.POSITIVE_INFINITY } = limits;
  checkNumber('concurrency', concurrency, 1, 64, { whole: true });
  checkNumber('maxModels', maxModels, 1, 64, { whole: true });
  checkNumber('idleTimeout', idleTimeout, 0, Number.POSITIVE_INFINITY);

  let loraFiles: LoraFiles | undefined;
  const openLoras = async () => {
    loraFiles ??= (await readers.loraTools()).openFiles(platform);
    return loraFiles;
  };

  const open = async (
    source: string | undefined,
    context: OpenModelContext,
    { vae, tinyVae, dtype, memory, loras = [] }: LoadModelOptions = {},
  ) => {
    const find = async (one: string | undefined) => readers.findLayout(await platform.openModel(one, context), dtype);
    const own = await find(source);
    const others = {
      vae: vae === undefined ? undefined : await find(vae),
      tinyVae: tinyVae === undefined ? undefined : await find(tinyVae),
    };
    const layout = others.vae || others.tinyVae ? await readers.withOtherVaes(own, others) : own;
    const model = await openModel({ ...readers, runtime: backend }, layout, memory);
    if (loras.length > 0) {
      model.loras = await (await openLoras()).openAll(loras, context);
      model.edits = (await (await readers.loraTools()).matchLoras(model, model.loras)).edits;
    }
    return model;
  };
  const models = new ModelCache(open, maxModels);
  const recipeModels = new RecipeModels();
  const loaded = new Set<Model | Network | ControlNet>();
  const queue = new PaintingQueue(concurrency);
  const activity = new Activity(idleTimeout, () => void models.release());

  /** Checks the options, opens picture and model, and plans: what plan and call have in common. */
  async function prepare<T>(
    options: Options,
    { signal, emit, dry }: { signal: AbortSignal | undefined; emit(event: DownloadEvent): void; dry: boolean },
    work: (call: PreparedCall, named: string | Model | undefined) => Promise<T>,
  ): Promise<T> {
    const warnings = checkOptions(options as Img2ImgOptions);
    const speed = options.speed === undefined ? undefined : await readers.speedPlanner();
    speed?.check(options.speed);
    throwIfAborted(signal);
    const decoding = { limitInputPixels: options.limitInputPixels ?? usualPixelLimit, signal };
    const opened = await backend.openImage(options.image, decoding);
    const open = (option: string, picture: Input) => namedBy(option, backend.openImage(picture, decoding));
    const mask = options.mask === undefined ? undefined : await open('mask', options.mask);
    const further = options.references ?? [];
    const references = await Promise.all(further.map((picture, index) => open(`references[${index}]`, picture)));
    const features = [
      ...(options.colorMatch ? [await readers.colorMatch()] : []), // before a mask restores what is kept
      ...(mask ? [await readers.maskFeature(mask, options as Img2ImgOptions)] : []),
      ...(options.features ?? []),
      ...(speed?.features ?? []), // innermost: they see the network as the others ask it
    ];
    if (options.replays?.controlNets) (await readers.controlTools()).refuseMissing(options.replays, features);
    const planned = (model: Model) =>
      model.lease(async () => {
        const openImage = (input: unknown) => backend.openImage(input as Input, decoding);
        const call: FeatureCall = {
          ...{ model, source: opened, dry, signal, openImage },
          warn: (warning) => void warnings.push(warning),
          prepareControl: async (use) => (await readers.controlTools()).prepareControl(use, call),
        };
        const hooks = await prepareFeatures(features, call);
        const { source, ...fit } = await requestOf(hooks, { source: opened, size: options.size, fit: options.fit });
        const { width, height } = source;
        const loras = await prepareLoras(options as Img2ImgOptions, model, { signal, onDownload: emit });
        const context = {
          model: model.description,
          tokenizer: model.tokenizer,
          source: { width, height },
          references: references.map(({ width, height }) => ({ width, height })),
          part: source !== opened,
          presets,
          downloadBytes: await model.downloadBytes(),
          memory: model.memory,
          available: backend.memory,
          fixedSizes: backend.fixedSizes?.(model.description.family.denoiser),
          fusedAttention: backend.fusedAttention,
          merged: backend.mergesApart ? undefined : loras?.merged,
          beside: hooks.flatMap(({ networkBytes }) => networkBytes || []),
          warnings: [...warnings, ...(loras?.warnings ?? [])],
          loras,
          ...{ tiling: readers.tiling, ...(speed && { speed, skips: await model.skips(readers.countSkips) }) },
        };
        const resolved = await resolvePlan({ ...options, ...fit } as Img2ImgOptions, context);
        await rehearse(resolved.schedule, readers.makeScheduler);
        return work({ options, hooks, model, source, whole: opened, references, resolved, loras }, named);
      });
    const context = { signal, onDownload: emit, onWarning: (warning: Warning) => warnings.push(warning) };
    const defaultId = () => models.use(undefined, context, async ({ id }) => id);
    const { replays, model: named = replays && (await recipeModels.find(replays.model, defaultId)) } = options;
    if (named instanceof Model) return planned(named);
    checkSource('model', named, ' or a model from loadModel()');
    return models.use(named, context, planned);
  }

  /** What LoRAs make of a call: nothing where none is asked for. */
  async function prepareLoras(
    options: Img2ImgOptions,
    model: Model,
    context: OpenModelContext,
  ): Promise<CallLoras | undefined> {
    const { loras = [], loraFolder, replays, prompt, negativePrompt = '', style, promptMagic = false } = options;
    const replayed = replays?.loras ?? [];
    const { fast } = model.description.folder;
    const isFast = options.speed === 'fast' && fast !== undefined;
    const wanted = +isFast + loras.length + replayed.length + model.loras.length > 0;
    if (!wanted && loraFolder === undefined) return undefined;
    const tags = [prompt ?? ''].flat().map((text) => {
      const request = { prompt: text as string, negativePrompt, style, promptMagic, countTokens: () => 0 };
      return presets.prepare(request).networks ?? [];
    });
    return (await openLoras()).prepare({ loras, loraFolder, tags, replayed, isFast }, model, context);
  }

  const img2img = (options: Options, control: RunControl<I>) =>
    prepare(options, { ...control, dry: false }, async (call, named) => {
      for (const warning of call.resolved.plan.warnings) control.emit({ type: 'warning', warning });
      const onQueued = (ahead: number) => control.emit({ type: 'queued', ahead });
      const result = await queue.run(control.signal, onQueued, () =>
        models.paint(call.model, () => paintPictures(platform as Platform<never, I>, readers, call, control)),
      );
      recipeModels.painted(result.recipe.model.sha256, named);
      return result;
    });

  const plan = (options: Options) =>
    prepare(options, { signal: options?.signal, emit: () => {}, dry: true }, async ({ resolved, model }) => {
      const { plan } = resolved;
      if (options.replays === undefined || plan.downloadBytes > 0) return plan; // what is not here is not hashed
      const other = otherWeights({ id: model.id, sha256: await model.sha256 }, options.replays);
      return { ...plan, warnings: [...plan.warnings, ...other] };
    });

  function checkLoading<O extends { readonly signal?: AbortSignal | undefined }>(
    source: string | undefined,
    options: O,
    names: NamesOf<O>,
  ): void {
    checkSource('source', source);
    checkNames('options', options, names);
    checkSignal(options.signal);
    throwIfAborted(options.signal);
  }

  async function loadModel(source: string | undefined, options: LoadModelOptions): Promise<Model> {
    checkLoading(source, options, { memory: true, vae: true, tinyVae: true, dtype: true, loras: true, signal: true });
    checkChoice('memory', options.memory, ['resident', 'staged']);
    checkSource('vae', options.vae);
    checkSource('tinyVae', options.tinyVae);
    checkChoice('dtype', options.dtype, dtypes);
    checkLoras('loras', options.loras);
    const model = keep(await open(source, { signal: options.signal }, options));
    if (options.vae === undefined && options.tinyVae === undefined && model.loras.length === 0)
      recipeModels.loaded(model, source);
    return model;
  }

  /** A lone network: a folder with one graph, or the graph itself. */
  async function loadAlone<T extends Network | ControlNet>(
    source: string,
    options: { readonly signal?: AbortSignal | undefined },
    open: (runtime: Runtime, files: ModelFiles, path?: string) => Promise<T>,
  ): Promise<T> {
    checkLoading(source, options, { signal: true });
    const { signal } = options;
    const { folder, path } = graphSource(source);
    return keep(await open(backend, await platform.openModel(folder, { signal, graph: path ?? 'model.onnx' }), path));
  }

  async function inspectLora(source: LoraSource, options: { readonly model?: Model | undefined }) {
    checkLoraSource('source', source);
    checkNames('options', options, { model: true });
    const { model } = options;
    if (model !== undefined && !(model instanceof Model)) {
      throw new InvalidArgumentError('model', 'a model from loadModel()', model);
    }
    const { inspect, matchLoras } = await readers.loraTools();
    const file = await (await openLoras()).open(source, {});
    const described = inspect(file);
    if (model === undefined) return described;
    const matched = await model.lease(() => matchLoras(model, [{ file, weight: 1, textEncoderWeight: 1 }]));
    return { ...described, unmatched: matched.unmatched };
  }

  /** Until `dispose()`, unless its user frees it before. */
  function keep<T extends Model | Network | ControlNet>(one: T): T {
    for (const earlier of loaded) if (earlier.disposed) loaded.delete(earlier);
    loaded.add(one);
    return one;
  }

  return {
    img2img: (options) =>
      new Img2ImgRun<I>((control) => activity.run(() => img2img(options, control)), {
        signal: options?.signal,
        onProgress: options?.onProgress,
      }),
    plan: (options) => activity.run(() => plan(options)),
    loadModel: (source, options = {}) => activity.run(() => loadModel(source, options)),
    inspectModel: (source) =>
      activity.run(async () => {
        checkSource('source', source);
        return summariseModel(
          await describeModel(await readers.findLayout(await platform.openModel(source, {})), readers.recogniseFolder),
        );
      }),
    inspectLora: (source, options = {}) => activity.run(() => inspectLora(source, options)),
    loadNetwork: (source, options = {}) => activity.run(() => loadAlone(source, options, readers.openNetwork)),
    loadControlNet: (source, options = {}) =>
      activity.run(async () => loadAlone(source, options, (await readers.controlTools()).openControlNet)),
    detect: () => activity.run(() => backend.detect()),
    dispose: () =>
      activity.close(async () => {
        await Promise.all([models.clear(), ...[...loaded].map((one) => one.dispose())]);
        loaded.clear();
        await backend.dispose();
      }),
  };
}

function checkSource(argument: string, source: unknown, more = ''): asserts source is string | undefined {
  if (source === undefined || typeof source === 'string') return;
  throw new InvalidArgumentError(argument, `the name of a model: a folder, a package, a repository${more}`, source);
}
