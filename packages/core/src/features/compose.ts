import type { Branch } from '../families/family.js';
import type { Image } from '../image/index.js';
import type { Codec } from '../latents/codec.js';
import type { Plan } from '../paint-settings.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Predict } from '../walk-schedule.js';
import type { Feature, FeatureCall, FeatureHooks, FitRequest, RunNetwork, StepState } from './feature.js';

/** The hooks of a call's features: their own with those that they prepare for the call. */
export function prepareFeatures(features: readonly Feature[], call: FeatureCall): Promise<readonly FeatureHooks[]> {
  return Promise.all(features.map(async (feature) => ({ ...feature, ...(await feature.prepare?.(call)) })));
}

export async function requestOf(hooks: readonly FeatureHooks[], request: FitRequest): Promise<FitRequest> {
  let asked = request;
  for (const hook of hooks) asked = (await hook.request?.(asked)) ?? asked;
  return asked;
}

export const withBranches = (hooks: readonly FeatureHooks[], branches: readonly Branch[], plan: Plan) =>
  hooks.reduce((asked, hook) => hook.branches?.(asked, plan) ?? asked, branches);

export const withNetwork = (hooks: readonly FeatureHooks[], run: RunNetwork, plan: Plan) =>
  hooks.reduceRight((next, hook) => hook.wrapNetwork?.(next, plan) ?? next, run);

export const withPredict = (hooks: readonly FeatureHooks[], predict: Predict, plan: Plan) =>
  hooks.reduceRight((next, hook) => hook.wrapPredict?.(next, plan) ?? next, predict);

export const withCodec = (hooks: readonly FeatureHooks[], codec: Codec, plan: Plan) =>
  hooks.reduceRight((next, hook) => hook.wrapCodec?.(next, plan) ?? next, codec);

export const afterStep = (hooks: readonly FeatureHooks[], state: StepState): Tensor =>
  hooks.reduce((latents, hook) => hook.afterStep?.({ ...state, latents }) ?? latents, state.latents);

export async function afterDecode(hooks: readonly FeatureHooks[], image: Image): Promise<Image> {
  let painted = image;
  for (const hook of hooks) painted = (await hook.afterDecode?.(painted)) ?? painted;
  return painted;
}
