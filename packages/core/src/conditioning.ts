import type { GuidanceStage } from './denoiser.js';
import type { Model } from './model/model.js';
import type { SessionScope } from './model/sessions.js';
import type { Plan } from './paint-settings.js';
import type { ResolvedPlan } from './plan.js';
import type { Tensor } from './tensor/tensor.js';
import { encodePrompts, type PromptLanguage } from './text/index.js';

/** Embeddings of the timeline of a prompt and its negative prompt, all of one length. */
export interface Conditioning {
  readonly stages: readonly {
    readonly until: number;
    readonly prompts: readonly { embedding: Tensor; weight: number }[];
    readonly negative: Tensor;
  }[];
}

/** Encodes every text that guides a picture: each once, however often the timeline comes back to it. */
export async function encodeConditioning(
  model: Model,
  { plan, timelines }: ResolvedPlan,
  prompt: number,
  language: PromptLanguage,
  scope: SessionScope,
): Promise<Conditioning> {
  const timeline = timelines[prompt]!;
  const texts = [...new Set(timeline.flatMap(({ parts, negative }) => [negative, ...parts.map(({ text }) => text)]))];
  const { embeddings } = await encodePrompts({
    prompts: texts,
    tokenizer: model.tokenizer,
    encode: async (ids) => ({ hidden: await model.encodeText(ids, scope) }),
    language,
    weighting: plan.weighting,
  });
  const embeddingOf = (text: string) => embeddings[texts.indexOf(text)]!;
  return {
    stages: timeline.map(({ until, parts, negative }) => ({
      until,
      negative: embeddingOf(negative),
      prompts: parts.map(({ text, weight }) => ({ embedding: embeddingOf(text), weight })),
    })),
  };
}

/** What guidance asks the network in each stage. */
export function guidanceStages(
  { family }: Model['description'],
  { stages }: Conditioning,
  source: Tensor | undefined,
  { guidanceScale, imageGuidanceScale }: Plan,
): GuidanceStage[] {
  return stages.map(({ until, prompts, negative }) => ({
    until,
    branches: family.branches({ prompts, negative, guidanceScale, imageGuidanceScale, source }),
  }));
}
