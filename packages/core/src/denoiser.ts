import type { AskedNetwork, Branch, Conditioning, Family } from './families/family.js';
import { rescaleGuidance } from './guidance/rescale.js';
import { linearCombination, type Term } from './tensor/linear-combination.js';
import { repeatBeside, stack, unstack } from './tensor/shape.js';
import type { Tensor } from './tensor/tensor.js';
import { stageAt } from './text/index.js';
import type { Predict, PredictInput } from './walk-schedule.js';

/** One run of the network for some branches of guidance: values by the names of its inputs to its raw output. */
export type RunNetwork = (values: Readonly<Record<string, Tensor>>, input: PredictInput) => Promise<Tensor>;

/** The branches of guidance for the steps before `until` (exclusive), the first one with the prompt. */
export interface GuidanceStage {
  readonly until: number;
  readonly branches: readonly Branch[];
}

/**
 * Runs the network on the noisy latents once for each branch, and adds the outputs up by the branches' weights.
 *
 * @param references latents of the pictures that an editing network sees with every question.
 */
export function guidedPrediction(
  family: Family,
  stages: readonly GuidanceStage[],
  run: RunNetwork,
  { batch, inputs }: AskedNetwork,
  guidanceRescale: number,
  references: readonly Tensor[] = [],
): Predict {
  const prepared = stages.map(({ until, branches }) => ({ until, branches, groups: inGroups(branches, batch) }));
  return async (input) => {
    const { latents, timestep, level, index } = input;
    const { branches, groups } = stageAt(prepared, index);
    const outputs: Tensor[] = [];
    for (const { conditioning, beside, size } of groups) {
      const sample = repeatBeside(latents, beside);
      const output = await run(family.feeds({ sample, timestep, level, conditioning, inputs, references }), input);
      for (const one of batch === 1 ? [output] : unstack(output).slice(0, size))
        outputs.push(family.output?.(one, latents) ?? one);
    }
    if (branches.length === 1) return outputs[0]!;
    const terms = branches.map(({ weight }, branch): Term => [weight, outputs[branch]!]);
    const guided = linearCombination(...(terms as [Term, ...Term[]]));
    if (guidanceRescale === 0) return guided;
    const prompt = branches.reduce((best, { weight }, branch) => (weight > branches[best]!.weight ? branch : best), 0);
    return rescaleGuidance(guided, outputs[prompt]!, guidanceRescale);
  };
}

interface Group {
  readonly conditioning: Conditioning;
  readonly beside: readonly (readonly Tensor[])[];
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
    const conditioning = stackConditionings(members.map(({ conditioning }) => conditioning));
    groups.push({ conditioning, beside: members.map(({ beside = [] }) => beside), size });
  }
  return groups;
}

function stackConditionings(members: readonly Conditioning[]): Conditioning {
  const stacked = Object.keys(members[0]!).map((key) => {
    const tensors = members.map((member) => member[key]!) as [Tensor, ...Tensor[]];
    return [key, stack(tensors)] as const;
  });
  return Object.fromEntries(stacked);
}
