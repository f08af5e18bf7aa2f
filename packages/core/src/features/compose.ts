import type { ConditionedStage, MakePredict, RunNetwork } from '../denoiser.js';
import type { Branch } from '../families/family.js';
import type { Image } from '../image/index.js';
import type { Codec } from '../latents/codec.js';
import type { Plan } from '../paint-settings.js';
import type { FeatureRecord } from '../recipe.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Predict, SampleOptions } from '../walk-schedule.js';
import type { Beside, Feature, FeatureCall, FeatureHooks, FitRequest, PlannedCall, StartLatents } from './feature.js';

/** A feature's hooks for one call. */
export type PreparedFeature = FeatureHooks & Pick<Feature, 'name' | 'recipe'>;

/** The hooks of a call's features: their own with those that they prepare for the call. */
export function prepareFeatures(features: readonly Feature[], call: FeatureCall): Promise<readonly PreparedFeature[]> {
  return Promise.all(features.map(async (feature) => ({ ...feature, ...(await feature.prepare?.(call)) })));
}

/** The hooks with those that a planned call adds. A feature's later ones win over its earlier ones. */
export function plannedHooks(hooks: readonly FeatureHooks[], call: PlannedCall): Promise<readonly FeatureHooks[]> {
  return Promise.all(hooks.map(async (hook) => ({ ...hook, ...(await hook.planned?.(call)) })));
}

export async function requestOf(hooks: readonly FeatureHooks[], request: FitRequest): Promise<FitRequest> {
  let asked = request;
  for (const hook of hooks) asked = (await hook.request?.(asked)) ?? asked;
  return asked;
}

/** Whether a feature asks for the source's latents. */
export const looksAtSource = ({ afterStep, wrapStart, wrapBeside }: FeatureHooks): boolean =>
  (afterStep ?? wrapStart ?? wrapBeside) !== undefined;

export const withStages = (
  hooks: readonly FeatureHooks[],
  stages: readonly ConditionedStage[],
  plan: Plan,
  total: number,
): readonly ConditionedStage[] => hooks.reduce((asked, hook) => hook.stages?.(asked, plan, total) ?? asked, stages);

export const withBranches = (hooks: readonly FeatureHooks[], branches: readonly Branch[], plan: Plan) =>
  hooks.reduce((asked, hook) => hook.branches?.(asked, plan) ?? asked, branches);

export const withNetwork = (hooks: readonly FeatureHooks[], run: RunNetwork, plan: Plan) =>
  hooks.reduceRight((next, hook) => hook.wrapNetwork?.(next, plan) ?? next, run);

export const withGuided = (hooks: readonly FeatureHooks[], make: MakePredict, plan: Plan) =>
  hooks.reduceRight((next, hook) => hook.wrapGuided?.(next, plan) ?? next, make);

export const withPredict = (hooks: readonly FeatureHooks[], predict: Predict, plan: Plan) =>
  hooks.reduceRight((next, hook) => hook.wrapPredict?.(next, plan) ?? next, predict);

export const withCodec = (hooks: readonly FeatureHooks[], codec: Codec, plan: Plan) =>
  hooks.reduceRight((next, hook) => hook.wrapCodec?.(next, plan) ?? next, codec);

export const withStart = (hooks: readonly FeatureHooks[], start: StartLatents) =>
  hooks.reduceRight((next, hook) => hook.wrapStart?.(next) ?? next, start);

export const withBeside = (hooks: readonly FeatureHooks[], beside: Beside) =>
  hooks.reduceRight((next, hook) => hook.wrapBeside?.(next) ?? next, beside);

/** What features make of each step's latents; nothing where none looks, so that source and noise need not stay for it. */
export function withSteps(hooks: readonly FeatureHooks[], source: Tensor, noise: Tensor): SampleOptions['afterStep'] {
  if (!hooks.some(({ afterStep }) => afterStep)) return undefined;
  return (step) =>
    hooks.reduce((latents, hook) => hook.afterStep?.({ ...step, latents, source, noise }) ?? latents, step.latents);
}

export async function afterDecode(hooks: readonly FeatureHooks[], image: Image): Promise<Image> {
  let painted = image;
  for (const hook of hooks) painted = (await hook.afterDecode?.(painted)) ?? painted;
  return painted;
}

/** What recipes keep of a call's features. */
export const recordFeatures = (hooks: readonly PreparedFeature[]): Promise<readonly FeatureRecord[]> =>
  Promise.all(hooks.map(async ({ name, recipe, record }) => ({ name, ...recipe, ...(await record?.()) })));
