import type { Branch, Family } from './families/family.js';
import type { Feature } from './features/feature.js';
import { rescaleGuidance } from './guidance/rescale.js';
import type { Plan } from './paint-settings.js';
import { linearCombination, type Term } from './tensor/linear-combination.js';
import { repeatBeside, stack, unstack } from './tensor/shape.js';
import type { Tensor } from './tensor/tensor.js';
import { stageAt } from './text/index.js';
import type { Predict } from './walk-schedule.js';

/** The branches of guidance for the steps before `until` (exclusive), the first one with the prompt. */
export interface GuidanceStage {
  readonly until: number;
  readonly branches: readonly Branch[];
}

/** One run of the network. */
export type RunNetwork = (values: Readonly<Record<string, Tensor>>) => Promise<Tensor>;

/** Runs the network on the noisy latents once for each branch, and adds the outputs up by the branches' weights. */
export function guidedPrediction(
  family: Family,
  stages: readonly GuidanceStage[],
  run: RunNetwork,
  { batch, guidanceRescale }: { readonly batch: number; readonly guidanceRescale: number },
): Predict {
  const prepared = stages.map(({ until, branches }) => ({ until, branches, groups: inGroups(branches, batch) }));
  return async ({ latents, timestep, index }) => {
    const { branches, groups } = stageAt(prepared, index);
    const outputs: Tensor[] = [];
    for (const { embedding, sources, size } of groups) {
      const sample = repeatBeside(latents, sources);
      outputs.push(...unstack(await run(family.feeds({ sample, timestep, embedding }))).slice(0, size));
    }
    if (branches.length === 1) return outputs[0]!;
    const terms = branches.map(({ weight }, branch): Term => [weight, outputs[branch]!]);
    const guided = linearCombination(...(terms as [Term, ...Term[]]));
    if (guidanceRescale === 0) return guided;
    const prompt = branches.reduce((best, { weight }, branch) => (weight > branches[best]!.weight ? branch : best), 0);
    return rescaleGuidance(guided, outputs[prompt]!, guidanceRescale);
  };
}

/** Features wrap the prediction, the first one outermost. */
export function withFeatures(predict: Predict, features: readonly Feature[], plan: Plan): Predict {
  return features.reduceRight((next, feature) => feature.wrapPredict?.(next, plan) ?? next, predict);
}

interface Group {
  readonly embedding: Tensor;
  readonly sources: readonly (Tensor | undefined)[];
  /** Branches that count; the rest fills up a batch whose size the graph fixes. */
  readonly size: number;
}

/** As many branches a run as the network's batch takes. What does not change from step to step is stacked here. */
function inGroups(branches: readonly Branch[], batch: number): readonly Group[] {
  const groups: Group[] = [];
  for (let from = 0; from < branches.length; from += batch) {
    const members = branches.slice(from, from + batch);
    const size = members.length;
    while (Number.isFinite(batch) && members.length < batch) members.push(members[0]!);
    const embedding = stack(members.map(({ embedding }) => embedding) as [Tensor, ...Tensor[]]);
    groups.push({ embedding, sources: members.map(({ source }) => source), size });
  }
  return groups;
}
