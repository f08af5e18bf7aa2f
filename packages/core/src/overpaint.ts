import type { Capabilities } from './backend/runtime.js';
import { checkOptions } from './check-options.js';
import { createImage } from './create-image.js';
import { InvalidArgumentError, throwIfAborted } from './errors/index.js';
import { fitSource, paint } from './img2img.js';
import { describeModel, type ModelInspection, summariseModel } from './model/describe.js';
import { type LoadModelOptions, Model, openModel } from './model/model.js';
import { ModelCache } from './model/model-cache.js';
import type { SessionScope } from './model/sessions.js';
import type { Img2ImgOptions } from './options.js';
import type { OverpaintImage } from './overpaint-image.js';
import type { Plan } from './paint-settings.js';
import { resolvePlan } from './plan.js';
import type { Platform } from './platform.js';
import { recipeOf } from './recipe-of.js';
import { reportSteps } from './report-steps.js';
import { type Img2ImgResult, Img2ImgRun, type RunControl } from './run.js';
import { type Phase, Stopwatch } from './stopwatch.js';

/** The public calls, bound to a platform. */
export interface Overpaint<Input, Style, I extends OverpaintImage> {
  img2img(options: Img2ImgOptions<Input, string | Model, Style>): Img2ImgRun<I>;
  plan(options: Img2ImgOptions<Input, string | Model, Style>): Promise<Plan>;
  loadModel(source?: string, options?: LoadModelOptions): Promise<Model>;
  inspectModel(source?: string): Promise<ModelInspection>;
  detect(): Promise<Capabilities>;
  dispose(): Promise<void>;
}

/** A picture's own limit in pixels where the caller sets none: 16,383², what the common decoders refuse too. */
const defaultLimit = 268_402_689;

/**
 * Binds the algorithm to a platform. Models are loaded once and shared by all calls of the binding.
 *
 * @example
 * ```ts
 * const { img2img, plan } = createOverpaint(platform);
 * ```
 */
export function createOverpaint<Input, Style, I extends OverpaintImage>(
  platform: Platform<Input, I>,
): Overpaint<Input, Style, I> {
  type Options = Img2ImgOptions<Input, string | Model, Style>;
  const { backend, presets } = platform;
  const models = new ModelCache((source, context) =>
    platform.openModel(source, context).then((files) => openModel(backend, files)),
  );

  /** Checks the options, opens the model's description and measures the picture: what plan and call have in common. */
  async function prepare(options: Options, control?: RunControl<I>) {
    const warnings = checkOptions(options as Img2ImgOptions);
    const signal = control?.signal ?? options.signal;
    throwIfAborted(signal);
    const decoding = { limitInputPixels: options.limitInputPixels ?? defaultLimit, signal };
    const source = await backend.openImage(options.image, decoding);
    const model = await modelOf(options.model, {
      signal,
      onDownload: (event) => control?.emit(event),
      onWarning: (warning) => warnings.push(warning),
    });
    const context = { model: model.description, tokenizer: model.tokenizer, source, presets, warnings };
    return { model, source, resolved: resolvePlan(options as Img2ImgOptions, context) };
  }

  function modelOf(source: unknown, context: Parameters<Platform['openModel']>[1]): Promise<Model> {
    if (source instanceof Model) return Promise.resolve(source);
    if (source === undefined || typeof source === 'string') return models.get(source, context);
    throw new InvalidArgumentError('model', 'a folder, a package name or a model from loadModel()', source);
  }

  async function run(options: Options, control: RunControl<I>): Promise<Img2ImgResult<I>> {
    const watch = new Stopwatch();
    const { model, source, resolved } = await prepare(options, control);
    const { plan } = resolved;
    for (const warning of plan.warnings) control.emit({ type: 'warning', warning });

    const opened = new Set<string>();
    let interrupted: Phase = 'encode';
    const scope: SessionScope = {
      signal: control.signal,
      opened,
      onLoad: (component) => {
        control.emit({ type: 'load', component });
        interrupted = watch.start('load');
      },
      onLoaded: () => void watch.start(interrupted),
    };
    try {
      const sha256 = model.sha256; // read while the picture is decoded and the networks are opened
      sha256.catch(() => {}); // awaited below; a run that fails before must not leave it unhandled
      watch.start('encode');
      const fitted = await fitSource(await source.decode(), resolved, control.signal);
      const reporter = reportSteps({ ...resolved, model, fitted, scope, preview: options.preview, emit: control.emit });
      const images: I[] = [];
      for (let picture = 0; picture < plan.pictures && !(picture > 0 && control.shouldFinish()); picture++) {
        const prompt = Math.floor(picture / plan.count);
        const seed = plan.seed + picture;
        const painted = await paint({
          model,
          resolved,
          fitted,
          prompt,
          seed,
          features: options.features ?? [],
          language: presets.language,
          scope,
          shouldFinish: control.shouldFinish,
          onPhase: (phase) => {
            watch.start(phase === 'prompt' || phase === 'image' ? 'encode' : phase);
            if (phase === 'denoise') reporter.start();
            else control.emit(phase === 'decode' ? { type: 'decode', picture } : { type: 'encode', what: phase });
          },
          onStep: (step) => reporter.step(picture, step),
        });
        throwIfAborted(control.signal);
        const recipe = recipeOf(plan, { prompt, seed, sha256: await sha256, backend: backend.name });
        const image = platform.decorate(createImage(painted, { seed, recipe, backend, metadata: plan.metadata }));
        images.push(image);
        control.emit({ type: 'image', picture, image });
      }
      const { recipe } = images[0]!;
      const painted = images as [I, ...I[]]; // one prompt at least, and one picture of it
      return { images: painted, seed: plan.seed, recipe, plan, timings: watch.stop(), warnings: plan.warnings };
    } catch (error) {
      await model.release(opened); // a call that failed leaves nothing open that it opened itself
      throw error;
    }
  }

  return {
    img2img: (options) =>
      new Img2ImgRun<I>((control) => run(options, control), {
        signal: options?.signal,
        onProgress: options?.onProgress as ((event: unknown) => void) | undefined,
      }),
    plan: async (options) => (await prepare(options)).resolved.plan,
    loadModel: async (source, options = {}) => {
      const files = await platform.openModel(source, { signal: options.signal });
      return openModel(backend, files, options.memory);
    },
    inspectModel: async (source) => summariseModel(await describeModel(await platform.openModel(source, {}))),
    detect: () => backend.detect(),
    dispose: async () => {
      await models.clear();
      await backend.dispose();
    },
  };
}
