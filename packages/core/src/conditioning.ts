import type { ConditionedStage, GuidanceStage } from './denoiser.js';
import type { Conditioning, PromptText } from './families/family.js';
import { withBranches, withStages } from './features/compose.js';
import type { FeatureHooks } from './features/feature.js';
import { isGiven } from './guidance/is-given.js';
import type { Model } from './model/model.js';
import type { SessionScope } from './model/sessions.js';
import type { ResolvedPlan } from './plan.js';
import type { Tensor } from './tensor/tensor.js';
import type { PromptLanguage } from './text/index.js';

const keyOf = (text: string, negative: boolean) => `${negative ? '-' : '+'} ${text}`;

/** Encodes every text that guides a picture: each once, however often the timeline comes back to it. */
export async function encodeConditioning(
  model: Model,
  { plan, timelines }: ResolvedPlan,
  prompt: number,
  language: PromptLanguage,
  hooks: readonly FeatureHooks[],
  scope: SessionScope,
): Promise<readonly ConditionedStage[]> {
  const timeline = timelines[prompt]!;
  const texts = new Map<string, PromptText>();
  const missing = plan.negativePrompt.given === undefined && plan.negativePrompt.expanded === '';
  const add = (text: string, negative: boolean) =>
    texts.set(keyOf(text, negative), { text, negative, ...(negative && missing && { missing }) });
  for (const { parts, negative } of timeline) {
    add(negative, true);
    for (const { text } of parts) add(text, false);
  }
  const asked = [...texts.values()];
  const encoded = await model.encodePrompts(asked, plan, language, scope);
  const decorated = await Promise.all(
    encoded.map((conditioning, index) => decorate(hooks, conditioning, asked[index]!)),
  );
  const conditionings = new Map([...texts.keys()].map((key, index) => [key, decorated[index]!]));
  return timeline.map(({ until, parts, negative }) => ({
    until,
    negative: conditionings.get(keyOf(negative, true))!,
    prompts: parts.map(({ text, weight }) => ({ conditioning: conditionings.get(keyOf(text, false))!, weight })),
  }));
}

async function decorate(hooks: readonly FeatureHooks[], conditioning: Conditioning, text: PromptText) {
  let told = conditioning;
  for (const hook of hooks) told = (await hook.conditioning?.(told, text)) ?? told;
  return told;
}

/** What guidance asks the network in each stage. An empty prompt is not guided: it asks for variations of the picture. */
export function guidanceStages(
  { family }: Pick<Model, 'family'>,
  stages: readonly ConditionedStage[],
  beside: readonly Tensor[] | undefined,
  { plan }: ResolvedPlan,
  prompt: number,
  hooks: readonly FeatureHooks[],
): GuidanceStage[] {
  const { imageGuidanceScale } = plan;
  const isEmpty = `${plan.prompts[prompt]!.expanded}${plan.prompt2 ?? ''}`.trim() === '';
  const guidanceScale = isEmpty ? 1 : plan.guidanceScale;
  const avoids = !isEmpty && isGiven(plan.negativePrompt);
  const trueGuidanceScale = avoids ? (plan.trueGuidanceScale ?? 1) : 1;
  const decorated = withStages(hooks, stages, plan, stages.at(-1)!.until);
  return decorated.map(({ until, prompts, negative, guided = true }) => {
    const scales = {
      guidanceScale: guided ? guidanceScale : 1,
      imageGuidanceScale,
      trueGuidanceScale: guided ? trueGuidanceScale : 1,
    };
    const input = { prompts, negative, ...scales, ...(beside && { beside }) };
    return { until, branches: withBranches(hooks, family.branches(input), plan) };
  });
}
