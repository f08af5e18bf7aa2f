import type { OpenImage } from './backend/image-codec.js';
import { parseColour } from './check-options.js';
import { imageWith } from './create-image.js';
import { throwIfAborted } from './errors/index.js';
import type { Img2ImgEvent } from './events.js';
import type { Family } from './families/family.js';
import { type PreparedFeature, plannedHooks, recordFeatures } from './features/compose.js';
import { flattenAlpha, type Size, timeSlices } from './image/index.js';
import { codecOf, fitSource, paint } from './img2img.js';
import { joinDownloads } from './join-downloads.js';
import { latentDims } from './latents/codec.js';
import type { CallLoras } from './lora/call-loras.js';
import type { Model } from './model/model.js';
import type { SessionScope } from './model/sessions.js';
import type { ModelReaders } from './model-readers.js';
import type { Img2ImgOptions } from './options.js';
import { otherWeights } from './other-weights.js';
import type { OverpaintImage } from './overpaint-image.js';
import type { Plan } from './paint-settings.js';
import type { ResolvedPlan } from './plan.js';
import type { Platform } from './platform.js';
import { TorchNoise } from './random/index.js';
import { recipeOf } from './recipe-of.js';
import { reportSteps } from './report-steps.js';
import type { Img2ImgResult, RunControl } from './run.js';
import { type Phase, Stopwatch } from './stopwatch.js';

/** A call whose turn it is: what it asked for, with everything looked up and checked. */
export interface PreparedCall {
  readonly options: Pick<Img2ImgOptions, 'preview' | 'replays'>;
  readonly hooks: readonly PreparedFeature[];
  readonly model: Model;
  /** What the network is given of the source, and the source itself. */
  readonly source: OpenImage;
  readonly whole: OpenImage;
  /** Pictures beside it that the network looks at. */
  readonly references: readonly OpenImage[];
  readonly resolved: ResolvedPlan;
  readonly loras: CallLoras | undefined;
}

/** Paints every picture of a call, and tells of each step on the way. */
export async function paintPictures<I extends OverpaintImage>(
  { backend, presets, decorate }: Platform<never, I>,
  {
    writeRecipe,
    makeScheduler,
    controlTools,
    linearPreview,
    tiling,
  }: Pick<ModelReaders, 'writeRecipe' | 'makeScheduler' | 'controlTools' | 'linearPreview' | 'tiling'>,
  { options, hooks: prepared, model, source, whole, references, resolved, loras }: PreparedCall,
  control: RunControl<I>,
): Promise<Img2ImgResult<I>> {
  const watch = new Stopwatch();
  const { plan } = resolved;
  const warnings = [...plan.warnings];
  const opened = new Set<string>();
  let interrupted: Phase | undefined; // by the fetching and opening of a network
  const interrupt = () => {
    interrupted ??= watch.start('load');
  };
  const tellDownload = joinDownloads(plan.downloadBytes, control.emit);
  const scope: SessionScope = {
    signal: control.signal,
    opened,
    variants: new Set(),
    onDownload: (event, component) => {
      interrupt();
      tellDownload(event, component);
    },
    onWarning: (warning) => {
      warnings.push(warning);
      control.emit({ type: 'warning', warning });
    },
    onLoad: (component) => {
      control.emit({ type: 'load', component });
      interrupt();
    },
    onLoaded: () => {
      if (interrupted !== undefined) watch.start(interrupted);
      interrupted = undefined;
    },
  };
  try {
    // Read while the picture is decoded and the networks are opened, unless they have yet to be fetched. It is awaited
    // below; a run that fails before must not leave it unhandled.
    if (plan.downloadBytes === 0) model.sha256.catch(() => {});
    watch.start('encode');
    const decoding = source.decode(enoughOf(plan, model.family));
    decoding.catch(() => {}); // awaited below
    const pictures = Promise.all([whole, ...references].map((picture) => picture.record?.()));
    pictures.catch(() => {}); // awaited below
    const first = new TorchNoise(plan.seed);
    if (plan.strength > 0 && !plan.tiles) first.ahead(latentDims(plan.network, model.description.latent)); // while it is decoded
    const decoded = await decoding;
    const fitted = await fitSource(decoded, resolved, control.signal);
    const seen = await model.family.references?.see(
      [{ decode: async () => decoded }, ...references],
      plan.references ?? [],
      { background: parseColour(plan.background), signal: control.signal },
    );
    const original = async () =>
      flattenAlpha(await whole.decode(), parseColour(plan.background), timeSlices(control.signal));
    const planned = await plannedHooks(prepared, {
      ...{ plan, schedule: resolved.schedule, model, fitted, original },
      emit: control.emit as (event: Img2ImgEvent) => void,
      signal: control.signal,
    });
    const hooks = plan.tiles ? [...planned, (await tiling()).hooks(plan, model, scope, control.emit)] : planned;
    const reporter = reportSteps({
      ...resolved,
      model,
      linearPreview,
      codec: codecOf({
        model,
        hooks,
        scope,
        plan,
        choice: { ...plan.speed, ...(options.preview?.with === 'tiny' && { decoder: 'tiny' }) },
      }),
      signal: control.signal,
      preview: options.preview,
      emit: control.emit,
    });
    const features = recordFeatures(prepared);
    features.catch(() => {}); // awaited below
    const images: I[] = [];
    for (let picture = 0; picture < plan.pictures && !(picture > 0 && control.shouldFinish()); picture++) {
      const prompt = Math.floor(picture / plan.count);
      const seed = plan.seed + picture;
      let steps = 0;
      const painted = await paint({
        model,
        resolved,
        fitted,
        ...(seen && { references: seen }),
        prompt,
        random: picture === 0 ? first : new TorchNoise(seed),
        hooks,
        makeScheduler,
        language: presets.language,
        scope: { ...scope, edits: loras?.prompts[prompt]?.edits },
        shouldFinish: () => steps >= plan.stepsRun || control.shouldFinish(),
        onPhase: (phase) => {
          watch.start(phase === 'prompt' || phase === 'image' ? 'encode' : phase);
          if (phase === 'denoise') reporter.start();
          else control.emit(phase === 'decode' ? { type: 'decode', picture } : { type: 'encode', what: phase });
        },
        onStep: (step) => {
          steps++;
          return reporter.step(picture, step);
        },
      });
      throwIfAborted(control.signal);
      const recipe = recipeOf(resolved, {
        ...{ prompt, seed, steps, sha256: await model.sha256, backend: backend.name },
        runtime: plan.strength > 0 ? await backend.version?.() : undefined, // at 0 no network runs
        pictures: await pictures,
        features: await features,
      });
      if (picture === 0) {
        const { replays } = options;
        const others = replays?.controlNets?.length ? (await controlTools()).warnOfOthers(await features, replays) : [];
        for (const warning of [...otherWeights(recipe.model, replays), ...others]) scope.onWarning?.(warning);
      }
      const image = decorate(imageWith(writeRecipe, painted, { seed, recipe, backend, metadata: plan.metadata }));
      images.push(image);
      control.emit({ type: 'image', picture, image });
    }
    const { recipe } = images[0]!;
    const painted = images as [I, ...I[]]; // one prompt at least, and one picture of it
    return { images: painted, seed: plan.seed, recipe, plan, timings: watch.stop(), warnings };
  } catch (error) {
    await model.releaseOnly(opened); // a call that failed leaves nothing open that it opened itself
    throw error;
  }
}

/**
 * How large the source has to be decoded: one and a half times what becomes of it, since Lanczos makes the rest as well as all of it.
 * Where nothing is repainted the picture is the source itself, and a network that looks at it may see it larger.
 */
function enoughOf({ strength, fit: { placed } }: Plan, { references }: Family): Size | undefined {
  if (strength === 0 || references) return undefined;
  return { width: 1.5 * placed.width, height: 1.5 * placed.height };
}
