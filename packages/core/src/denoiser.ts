import type { AskedNetwork, Branch, Conditioning, Family } from './families/family.js';
import { rescaleGuidance } from './guidance/rescale.js';
import type { GraphEdit } from './model/graph-edit.js';
import type { NetworkOutputs } from './model/run-network.js';
import { linearCombination, type Term } from './tensor/linear-combination.js';
import { repeatBeside, stack, unstack } from './tensor/shape.js';
import type { Tensor } from './tensor/tensor.js';
import { stageAt } from './text/index.js';
import type { Predict, PredictInput } from './walk-schedule.js';

/** What one run of the network is for, and what is wanted of it. */
export interface NetworkInput extends PredictInput {
  /** The branches of guidance that are asked: the same object wherever the same ones are asked again. */
  readonly asked: object;
  /** What is changed of its graph while it is opened, in this order. Default: nothing. */
  readonly edits?: readonly GraphEdit[];
  /** Outputs wanted beside the first one, and who takes them. */
  readonly beside?: { readonly outputs: readonly string[]; take(outputs: NetworkOutputs): void };
}

/** One run of the network for some branches of guidance: values by the names of its inputs to its raw output. */
export type RunNetwork = (values: Readonly<Record<string, Tensor>>, input: NetworkInput) => Promise<Tensor>;

/** What is told of the texts that guide some steps: the same text is the same object, wherever it comes back. */
export interface ConditionedStage {
  readonly until: number;
  readonly prompts: readonly { readonly conditioning: Conditioning; readonly weight: number }[];
  readonly negative: Conditioning;
  /** Whether guidance acts, where it is on. Default: yes. */
  readonly guided?: boolean;
}

/** The branches of guidance for the steps before `until` (exclusive), the first one with the prompt. */
export interface GuidanceStage {
  readonly until: number;
  readonly branches: readonly Branch[];
}

/** A guided network, once it is known what guides which steps. */
export type MakePredict = (stages: readonly GuidanceStage[]) => Predict;

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
  const groupOf = groupsOnce();
  const prepared = stages.map(({ until, branches }) => ({
    until,
    branches,
    groups: inGroups(branches, batch, groupOf),
  }));
  return async (input) => {
    const { latents, timestep, level, index } = input;
    const { branches, groups } = stageAt(prepared, index);
    const outputs: Tensor[] = [];
    let last: { readonly sample: Tensor; readonly beside: Group['beside'] } | undefined;
    for (const group of groups) {
      const { conditioning, beside, size } = group;
      // Branches that differ in their texts alone are asked of the same latents.
      if (!last || !sameLists(last.beside, beside)) last = { sample: repeatBeside(latents, beside), beside };
      const { sample } = last;
      const values = family.feeds({ sample, timestep, level, conditioning, inputs, references });
      const output = await run(values, { ...input, asked: group });
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

const sameLists = (a: Group['beside'], b: Group['beside']) =>
  a.length === b.length && a.every((list, index) => list === b[index]);

interface Group {
  readonly conditioning: Conditioning;
  readonly beside: readonly (readonly Tensor[])[];
  /** Branches that count; the rest fills up a batch whose size the graph fixes. */
  readonly size: number;
}

/** As many branches a run as the network's batch takes. What does not change from step to step is stacked here. */
function inGroups(
  branches: readonly Branch[],
  batch: number,
  groupOf: (members: readonly Branch[], size: number) => Group,
): readonly Group[] {
  const groups: Group[] = [];
  for (let from = 0; from < branches.length; from += batch) {
    const members = branches.slice(from, from + batch);
    const size = members.length;
    while (Number.isFinite(batch) && members.length < batch) members.push(members[0]!);
    groups.push(groupOf(members, size));
  }
  return groups;
}

/** Makes a group of branches, or gives the one that was made of the same ones before. */
function groupsOnce() {
  const made: { readonly members: readonly Branch[]; readonly group: Group }[] = [];
  const same = (a: Branch, b: Branch | undefined) => a.conditioning === b?.conditioning && a.beside === b.beside;
  return (members: readonly Branch[], size: number): Group => {
    const known = made.find(
      (one) =>
        one.group.size === size &&
        one.members.length === members.length &&
        members.every((member, place) => same(member, one.members[place])),
    );
    if (known !== undefined) return known.group;
    const conditioning = stackConditionings(members.map(({ conditioning }) => conditioning));
    const group = { conditioning, beside: members.map(({ beside = [] }) => beside), size };
    made.push({ members, group });
    return group;
  };
}

function stackConditionings(members: readonly Conditioning[]): Conditioning {
  const stacked = Object.keys(members[0]!).map((key) => {
    const tensors = members.map((member) => member[key]!) as [Tensor, ...Tensor[]];
    return [key, stack(tensors)] as const;
  });
  return Object.fromEntries(stacked);
}
