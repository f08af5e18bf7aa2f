import { parseColour } from './check-options.js';
import { encodeConditioning, guidanceStages } from './conditioning.js';
import { guidedPrediction, withFeatures } from './denoiser.js';
import type { StepState } from './features/feature.js';
import { cropBack, fitImage, type Image, matchColors, tensorToImage } from './image/index.js';
import { samplePosterior, scaleLatents, unscaleLatents } from './latents/codec.js';
import type { Model } from './model/model.js';
import type { SessionScope } from './model/sessions.js';
import { addNoise } from './noise/index.js';
import type { Img2ImgOptions } from './options.js';
import type { ResolvedPlan } from './plan.js';
import { TorchNoise } from './random/index.js';
import { sample } from './sample.js';
import { linearCombination } from './tensor/linear-combination.js';
import type { Tensor } from './tensor/tensor.js';
import type { PromptLanguage } from './text/index.js';
import type { StepEvent } from './walk-schedule.js';

/** One picture to paint: what was planned, the source as the network takes it, and which picture of the call it is. */
export interface PaintJob {
  readonly model: Model;
  readonly resolved: ResolvedPlan;
  /** The source, fitted: `plan.network` in size. */
  readonly fitted: Image;
  /** Which prompt of the plan, and which seed. */
  readonly prompt: number;
  readonly seed: number;
  readonly features: NonNullable<Img2ImgOptions['features']>;
  readonly language: PromptLanguage;
  readonly scope: SessionScope;
  onPhase(phase: 'prompt' | 'image' | 'denoise' | 'decode'): void;
  onStep(step: StepEvent & { readonly source: Tensor }): void | Promise<void>;
  shouldFinish(): boolean;
}

/**
 * Image to image (Meng et al. 2021, arXiv:2108.01073): the source's latents are noised as far as strength says and
 * denoised again under the prompt. Random numbers are drawn in diffusers' order: posterior, start noise, steps.
 *
 * @returns the picture, `plan.size` in size.
 */
export async function paint(job: PaintJob): Promise<Image> {
  const { model, resolved, fitted, features, scope } = job;
  const { plan, schedule } = resolved;
  const { family, latent, batch } = model.description;
  if (plan.strength === 0) return cropBack(fitted, plan.fit); // nothing is repainted: not even the VAE touches it

  const random = new TorchNoise(job.seed);
  job.onPhase('prompt');
  const conditioning = await encodeConditioning(model, resolved, job.prompt, job.language, scope);

  job.onPhase('image');
  const posterior = await model.encodeImage(fitted, scope);
  const drawn = family.posterior === 'sample' && posterior.deviation !== undefined;
  const moments = drawn ? samplePosterior(posterior, random.gaussian(posterior.mean.dims)) : posterior.mean;
  const source = scaleLatents(moments, latent); // [1, channels, height / downscale, width / downscale]
  const noise = random.gaussian(source.dims);

  const beside = family.sourceBesideNoise ? posterior.mean : undefined;
  const stages = guidanceStages(model.description, conditioning, beside, plan);
  const run = (values: Readonly<Record<string, Tensor>>) =>
    model.run(family.denoiser, values, scope, 'while denoising');
  const predict = withFeatures(guidedPrediction(family, stages, run, { batch, ...plan }), features, plan);

  job.onPhase('denoise');
  const fromNoise = family.fullStrengthIsNoise && plan.strength === 1;
  const denoise = () =>
    sample({
      schedule,
      latents: fromNoise
        ? linearCombination([schedule.noiseScale, noise])
        : addNoise(source, noise, schedule.levels[0]!),
      predict,
      gaussian: (dims) => random.gaussian(dims),
      onStep: (step) => job.onStep({ ...step, source }),
      afterStep: (state) => afterFeatures(features, { ...state, source, noise }),
      shouldFinish: job.shouldFinish,
      ...(scope.signal && { signal: scope.signal }),
    });

  const clean = await model.hold(family.denoiser, denoise);

  job.onPhase('decode');
  const pixels = await model.decode(unscaleLatents(clean, latent), scope);
  const painted = cropBack(await tensorToImage(pixels, scope.signal), plan.fit);
  const matching = scope.signal ? { signal: scope.signal } : {};
  return plan.colorMatch ? matchColors(painted, cropBack(fitted, plan.fit), matching) : painted;
}

/** The source picture as the network takes it. */
export function fitSource(image: Image, { plan }: ResolvedPlan, signal?: AbortSignal): Promise<Image> {
  return fitImage(image, plan.fit, { background: parseColour(plan.background), signal });
}

function afterFeatures(features: PaintJob['features'], state: StepState): Tensor {
  return features.reduce((latents, feature) => feature.afterStep?.({ ...state, latents }) ?? latents, state.latents);
}
