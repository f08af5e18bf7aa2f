import { parseColour } from './check-options.js';
import { encodeConditioning, guidanceStages } from './conditioning.js';
import { guidedPrediction, type MakePredict } from './denoiser.js';
import type { SeenLatents, SeenPicture } from './families/family.js';
import {
  afterDecode,
  looksAtSource,
  withBeside,
  withCodec,
  withGuided,
  withNetwork,
  withPredict,
  withStart,
  withSteps,
} from './features/compose.js';
import type { FeatureHooks } from './features/feature.js';
import { cropBack, fitImage, type Image, imageToTensor, tensorToImage } from './image/index.js';
import { type Codec, type Posterior, samplePosterior, scaleLatents, unscaleLatents } from './latents/codec.js';
import type { Model } from './model/model.js';
import type { SessionScope } from './model/sessions.js';
import { addNoise } from './noise/index.js';
import type { ResolvedPlan } from './plan.js';
import type { TorchNoise } from './random/index.js';
import type { SchedulerMaker } from './schedulers/make-scheduler.js';
import type { SpeedSettings } from './speed/speed-options.js';
import { linearCombination } from './tensor/linear-combination.js';
import type { PromptLanguage } from './text/index.js';
import { type SampleOptions, type StepEvent, walkSchedule } from './walk-schedule.js';

/** One picture to paint: what was planned, the source as the network takes it, and which picture of the call it is. */
export interface PaintJob {
  readonly model: Model;
  readonly resolved: ResolvedPlan;
  /** The source, fitted: `plan.network` in size. */
  readonly fitted: Image;
  /** The pictures that the network looks at, as the family sees them; none where it starts from the source. */
  readonly references?: readonly SeenPicture[];
  /** Which prompt of the plan. */
  readonly prompt: number;
  readonly random: TorchNoise;
  readonly hooks: readonly FeatureHooks[];
  readonly makeScheduler: SchedulerMaker;
  readonly language: PromptLanguage;
  readonly scope: SessionScope;
  onPhase(phase: 'prompt' | 'image' | 'denoise' | 'decode'): void;
  onStep(step: StepEvent & { readonly seen: SeenLatents }): void | Promise<void>;
  shouldFinish(): boolean;
}

/**
 * Image to image (Meng et al. 2021, arXiv:2108.01073): the source's latents are noised as far as strength says and
 * denoised again under the prompt. Random numbers are drawn in diffusers' order: posterior, start noise, steps.
 *
 * @returns the picture, `plan.size` in size.
 */
export async function paint(job: PaintJob): Promise<Image> {
  const { model, resolved, fitted, prompt, random, hooks, scope } = job;
  const { plan, schedule, batch } = resolved;
  const { family, latent } = model.description;
  if (plan.strength === 0) return afterDecode(hooks, cropBack(fitted, plan.fit)); // nothing is repainted: not even the VAE touches it

  const codec = codecOf({ model, hooks, scope, plan, choice: plan.speed });
  job.onPhase('prompt');
  const conditioning = await encodeConditioning(model, resolved, prompt, job.language, hooks, scope);

  job.onPhase('image');
  const references = (await family.references?.encode(job.references ?? [], codec, latent)) ?? [];
  // Where only references are looked at, nobody asks for the latents of the source as it is painted over.
  const unseen = !hooks.some(looksAtSource) && family.references?.unseen(plan.network, latent);
  const { source, start, beside, afterStep } = await noisedSource(job, codec, unseen || undefined);

  const stages = guidanceStages(model, conditioning, beside, resolved, prompt, hooks);
  const run = withNetwork(hooks, (values, input) => model.predict(values, scope, input), plan);
  const looksAt = references.map(({ latents }) => latents);
  const guide: MakePredict = (asked) =>
    guidedPrediction(family, asked, run, { ...model.asked, batch }, plan.guidanceRescale, looksAt);
  const predict = withPredict(hooks, withGuided(hooks, guide, plan)(stages), plan);

  job.onPhase('denoise');
  const seen = (unseen && references[0]) || { picture: fitted, latents: source };
  const walk: SampleOptions = {
    schedule,
    latents: start,
    predict,
    gaussian: (dims) => random.gaussian(dims),
    onStep: (step) => job.onStep({ ...step, seen }),
    afterStep,
    shouldFinish: job.shouldFinish,
    signal: scope.signal,
  };
  const clean = await model.hold(family.denoiser, () => walkSchedule(walk, job.makeScheduler));

  job.onPhase('decode');
  const decoded = await codec.decode(unscaleLatents(clean, latent));
  const painted = cropBack(await tensorToImage(decoded, scope.signal), plan.fit);
  return afterDecode(hooks, painted);
}

/**
 * The source as latents, [1, channels, height / downscale, width / downscale], those that the first step starts from, and what
 * lies beside them. Its pixels, posterior and noise end here: of a large picture each takes as much memory as the latents.
 */
async function noisedSource(
  { model, resolved: { plan, schedule }, fitted, random, hooks, scope }: PaintJob,
  codec: Codec,
  unseen: Posterior | undefined,
) {
  const { family, latent } = model.description;
  const pixels = await imageToTensor(fitted, scope.signal); // [1, 3, height, width] in −1…1
  const posterior = unseen ?? (await codec.encode(pixels));
  const atOnce = plan.strength < 1 || family.posteriorAtFullStrength;
  const drawn = family.posterior === 'sample' && posterior.deviation !== undefined && atOnce;
  const moments = drawn ? samplePosterior(posterior, random.gaussian(posterior.mean.dims)) : posterior.mean;
  const source = scaleLatents(moments, latent);
  const gaussian = (dims: readonly number[]) => random.gaussian(dims);
  const noise = gaussian(source.dims);

  const lay = withBeside(hooks, (view) => family.beside?.(view, latent) ?? []);
  const beside = await lay({ pixels, posterior, codec, gaussian });
  const fromNoise = family.fullStrengthIsNoise && plan.strength === 1;
  const begin = withStart(hooks, ({ source, noise, schedule }) =>
    fromNoise ? linearCombination([schedule.noiseScale, noise]) : addNoise(source, noise, schedule.levels[0]!),
  );
  const start = begin({ source, noise, schedule });
  return { source, start, beside, afterStep: withSteps(hooks, source, noise) };
}

/** The model's autoencoder, as the call's features leave it. */
export function codecOf({ model, hooks, scope, plan, choice }: CodecJob): Codec {
  return withCodec(hooks, model.codec(scope, choice), { ...plan, speed: choice });
}

interface CodecJob extends Pick<PaintJob, 'model' | 'hooks' | 'scope'> {
  readonly plan: ResolvedPlan['plan'];
  readonly choice: SpeedSettings;
}

/** The source picture as the network takes it. */
export function fitSource(image: Image, { plan }: ResolvedPlan, signal?: AbortSignal): Promise<Image> {
  return fitImage(image, plan.fit, { background: parseColour(plan.background), signal });
}
