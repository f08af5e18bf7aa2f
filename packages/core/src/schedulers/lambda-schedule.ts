import { flowLevel, karrasLevel } from '../noise/level.js';
import { roundHalfEven } from '../noise/round.js';
import { spacedTimesteps } from '../noise/spacing.js';
import { type NoiseTable, noiseTable } from '../noise/table.js';
import { chain } from './chain.js';
import type { Layout, ScheduleRequest } from './layout.js';
import { shifted, spacedAnew } from './sigma-list.js';
import type { Transition } from './transition.js';

export const lambda: Layout = { name: 'lambda', schedule: lambdaSchedule };

/**
 * The schedules of DPM-Solver's kin (DPM++, UniPC, DEIS, SA-Solver): whole timesteps spaced with one point more than
 * there are steps, Karras, exponential and beta σ between the ends of the whole table, or a flow model's σ.
 */
export function lambdaSchedule(request: ScheduleRequest): Transition[] {
  const { settings, given, layout } = request;
  const table = noiseTable(settings, 2 ** -24);
  const flow = settings.use_flow_sigmas;
  const { sigmas, timesteps, smallest, latest = sigmas.at(-1)! } = (flow ? flowLists : diffusionLists)(request, table);
  const level = flow ? flowLevel : karrasLevel;
  // Classes without final_sigmas_type end at a level with noise.
  const { final_sigmas_type: end } = settings;
  const noisy = end === undefined || layout.endsAtLatest ? latest : smallest;
  const last = given.last ?? (end === 'zero' ? 0 : noisy);
  return chain(
    sigmas.map((sigma, i) => level(sigma, timesteps[i]!)),
    level(last, 0),
  );
}

interface Lists {
  readonly sigmas: readonly number[];
  readonly timesteps: readonly number[];
  /** The table's smallest σ, where the last step may end. */
  readonly smallest: number;
  /** Where it may end otherwise, if not at the last of σ. */
  readonly latest?: number;
}

function diffusionLists(request: ScheduleRequest, table: NoiseTable): Lists {
  const { settings, share, given, spacing, layout } = request;
  const { sigmaAt, timestepAt } = table;
  const ends = endsOf(request, table);
  const [, smallest] = ends;
  if (given.sigmas) return { sigmas: given.sigmas, timesteps: given.sigmas.map(timestepAt), smallest };
  if (spacing === 'default') {
    const length = visitedLength(table, settings.lambda_min_clipped);
    const timesteps = given.timesteps ?? spacedTimesteps(settings, { ...request, length, beyond: true, whole: true });
    return { sigmas: timesteps.map(sigmaAt), timesteps, smallest, latest: smallest };
  }
  const sigmas = spacedAnew(request, ends, settings);
  // Karras and Lu timesteps are rounded, the others cut, as int64 tensors do.
  const rounded = spacing === 'karras' || spacing === 'lu';
  const cut = layout.cutsOnCosine && settings.beta_schedule === 'squaredcos_cap_v2';
  const timesteps = sigmas.map(timestepAt);
  const whole = rounded && !cut ? roundHalfEven : Math.floor;
  return { sigmas, timesteps: share === undefined ? timesteps.map(whole) : timesteps, smallest };
}

/** The largest and the smallest σ of the table that a run may visit. */
function endsOf({ top }: ScheduleRequest, { sigmaAt, length }: NoiseTable): readonly [number, number] {
  return [sigmaAt(top ?? length - 1), sigmaAt(0)];
}

/**
 * The length of the table up to the smallest λ that the solver may visit (arXiv:2211.01095, for cosine tables); one
 * entry at least.
 */
function visitedLength(table: NoiseTable, smallestLambda?: number): number {
  let { length } = table;
  while (length > 1 && -Math.log(table.sigmaAt(length - 1)) < smallestLambda!) length--;
  return length;
}

function flowLists(request: ScheduleRequest, table: NoiseTable): Lists {
  const { settings, steps, share, given, spacing, layout } = request;
  const training = settings.num_train_timesteps;
  // In the reference's order of operations: its timesteps are cut to whole ones, and 333 must not become 332.
  const stride = (1 / training - 1) / steps;
  const even = Array.from({ length: steps }, (_, position) => {
    if (share !== undefined) return share * (1 - position / steps);
    if (layout.ownFlow) return position * stride + 1;
    return 1 - (position === 0 ? 1 / training : (steps - position) * stride + 1);
  });
  const sigmas =
    spacing === 'karras'
      ? spacedAnew(request, endsOf(request, table), settings).map((sigma) => sigma / (sigma + 1))
      : // All noise has no λ; UniPC steps back a little from it.
        shifted(request, given.sigmas ?? even, settings.flow_shift).map((sigma) => Math.min(sigma, 1 - 1e-6));
  const timesteps = sigmas.map((sigma) => sigma * training);
  const smallest = Math.sqrt(1 / table.levelAt(0).alpha ** 2 - 1);
  return { sigmas, timesteps: share === undefined ? timesteps.map(Math.floor) : timesteps, smallest };
}
