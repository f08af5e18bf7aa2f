import { flowLevel, karrasLevel } from '../noise/level.js';
import { roundHalfEven } from '../noise/round.js';
import { timestepAtPosition } from '../noise/spacing.js';
import { type NoiseTable, noiseTable } from '../noise/table.js';
import { type CourseRequest, type Curve, chain, perStep, shifted, spacedAnew, type Transition } from './course.js';

/**
 * The schedules of DPM-Solver's kin (DPM++, UniPC, DEIS, SA-Solver): whole timesteps spaced with one point more than
 * there are steps, Karras, exponential and beta σ between the ends of the whole table, or a flow model's σ.
 */
export function lambdaCourse(request: CourseRequest): Transition[] {
  const { settings, steps, share, className } = request;
  const table = noiseTable(settings, 2 ** -24);
  const flow = settings.use_flow_sigmas;
  const { sigmaAt, timestepAt, last } = (flow ? flowCurves : diffusionCurves)(request, table);
  const level = flow ? flowLevel : karrasLevel;
  const levels = perStep(steps, (position) => level(sigmaAt(position), timestepAt(position)));
  const transitions = chain(levels, level(last, 0));
  if (className !== 'SASolverScheduler' || share !== undefined) return transitions;
  // diffusers' SA-Solver adds noise by the whole timestep, not by the σ that it then samples with.
  return transitions.map((step) => ({ ...step, start: table.levelAt(step.from.timestep) }));
}

interface Curves {
  readonly sigmaAt: Curve;
  readonly timestepAt: Curve;
  /** The σ that the last step ends at. */
  readonly last: number;
}

function diffusionCurves(request: CourseRequest, table: NoiseTable): Curves {
  const { settings, steps, share, given, spacing, className } = request;
  const { timesteps, sigmas } = given;
  if (sigmas) {
    const sigmaAt = (position: number) => sigmas[position]!;
    return { sigmaAt, timestepAt: (position) => table.timestepAt(sigmaAt(position)), last: sigmas.at(-1)! };
  }
  const ends = endsOf(request, table);
  if (spacing === 'default') {
    const length = visitedLength(table, settings.lambda_min_clipped);
    const kept =
      className === 'DPMSolverSinglestepScheduler' ? { ...settings, timestep_spacing: 'linspace' } : settings;
    const spaced = timestepAtPosition(kept, { ...request, length, beyond: true, whole: true });
    const timestepAt = (position: number) => timesteps?.[position] ?? spaced(position);
    const sigmaAt = (position: number) => table.sigmaAt(timestepAt(position));
    return { sigmaAt, timestepAt, last: finalSigma(request, ends[1], ends[1]) };
  }
  const sigmaAt = spacedAnew(request, ends, settings);
  // Karras and Lu timesteps are rounded, the others cut, as int64 tensors do.
  const rounded = spacing === 'karras' || spacing === 'lu';
  const cut = className === 'DPMSolverMultistepScheduler' && settings.beta_schedule === 'squaredcos_cap_v2';
  const whole = rounded && !cut ? roundHalfEven : Math.floor;
  const timestepAt = (position: number) => {
    const timestep = table.timestepAt(sigmaAt(position));
    return share === undefined ? whole(timestep) : timestep;
  };
  return { sigmaAt, timestepAt, last: finalSigma(request, ends[1], sigmaAt(steps - 1)) };
}

/** The largest and the smallest σ of the table that a run may visit. */
function endsOf(request: CourseRequest, table: NoiseTable): readonly [number, number] {
  return [table.sigmaAt(request.top ?? table.length - 1), table.sigmaAt(0)];
}

/**
 * DEIS and SA-Solver end at a level with noise, the latest one or `smallest`; DPM++ and UniPC where final_sigmas_type
 * says.
 */
function finalSigma({ className, settings }: CourseRequest, smallest: number, latest: number): number {
  if (className === 'DEISMultistepScheduler' || className === 'SASolverScheduler') return latest;
  if (settings.final_sigmas_type !== 'sigma_min') return 0;
  return className === 'UniPCMultistepScheduler' ? latest : smallest;
}

/**
 * The length of the table up to the smallest λ that the solver may visit (arXiv:2211.01095, for cosine tables); one
 * entry at least.
 */
function visitedLength(table: NoiseTable, smallestLambda = Number.NEGATIVE_INFINITY): number {
  let { length } = table;
  while (length > 1 && -Math.log(table.sigmaAt(length - 1)) < smallestLambda) length--;
  return length;
}

function flowCurves(request: CourseRequest, table: NoiseTable): Curves {
  const { settings, steps, share, given, spacing, className } = request;
  const training = settings.num_train_timesteps;
  // In the reference's order of operations: its timesteps are cut to whole ones, and 333 must not become 332.
  const stride = (1 / training - 1) / steps;
  const even = (position: number) => {
    if (share !== undefined) return share * (1 - position / steps);
    if (className === 'UniPCMultistepScheduler') return position * stride + 1;
    return 1 - (position === 0 ? 1 / training : (steps - position) * stride + 1);
  };
  const moved = shifted(request, (position) => given.sigmas?.[position] ?? even(position), settings.flow_shift);
  const karras = spacedAnew(request, endsOf(request, table), settings);
  const sigmaAt = (position: number) => {
    // All noise has no λ; UniPC steps back a little from it.
    if (spacing !== 'karras') return Math.min(moved(position), 1 - 1e-6);
    const sigma = karras(position);
    return sigma / (sigma + 1);
  };
  const timestepAt = (position: number) => {
    const timestep = sigmaAt(position) * training;
    return share === undefined ? Math.floor(timestep) : timestep;
  };
  const smallest = Math.sqrt(1 / table.levelAt(0).alpha ** 2 - 1);
  return { sigmaAt, timestepAt, last: finalSigma(request, smallest, sigmaAt(steps - 1)) };
}
