import { dynamicShift, shiftFlow, stretchToTerminal } from '../noise/flow-shift.js';
import { cleanLevel, flowLevel, karrasLevel } from '../noise/level.js';
import { roundHalfEven } from '../noise/round.js';
import { sigmaAtRamp } from '../noise/sigma-spacing.js';
import { timestepAtPosition } from '../noise/spacing.js';
import { type NoiseTable, noiseTable } from '../noise/table.js';
import { type CourseRequest, perStep, rampAt, spacingOf, type Transition, topOf } from './course.js';

/**
 * The schedules of DPM-Solver's kin (DPM++, UniPC, DEIS, SA-Solver): whole timesteps spaced with one point more than
 * there are steps, Karras, exponential and beta σ between the ends of the whole table, or a flow model's σ.
 */
export function lambdaCourse(request: CourseRequest): Transition[] {
  const { settings, steps, share } = request;
  const table = noiseTable(settings, 2 ** -24);
  const { sigmaAt, timestepAt, last } = settings.use_flow_sigmas ? flowCurve(request) : diffusionCurve(request, table);
  const level = settings.use_flow_sigmas ? flowLevel : karrasLevel;
  const levels = perStep(steps, (position) => level(sigmaAt(position), timestepAt(position)));
  const end = last === 0 ? cleanLevel : level(last, 0);
  // diffusers' SA-Solver adds noise by the whole timestep, not by the σ that it then samples with.
  const byTimestep = request.className === 'SASolverScheduler' && share === undefined;
  return levels.map((from, i) => ({
    from,
    to: levels[i + 1] ?? end,
    timesteps: [from.timestep],
    ...(byTimestep && { start: table.levelAt(from.timestep) }),
  }));
}

interface Curve {
  sigmaAt(position: number): number;
  timestepAt(position: number): number;
  /** The σ that the last step ends at. */
  readonly last: number;
}

function diffusionCurve(request: CourseRequest, table: NoiseTable): Curve {
  const { settings, spacing, steps, share, given, className } = request;
  const { timesteps, sigmas } = given;
  if (sigmas) {
    const sigmaAt = (position: number) => sigmas[position]!;
    return { sigmaAt, timestepAt: (position) => table.timestepAt(sigmaAt(position)), last: sigmas.at(-1)! };
  }
  const smallest = table.sigmaAt(0);
  if (spacing === 'default') {
    const spaced = timestepAtPosition(tableSpacing(request, table));
    const timestepAt = (position: number) => timesteps?.[position] ?? spaced(position);
    return {
      sigmaAt: (position) => table.sigmaAt(timestepAt(position)),
      timestepAt,
      last: finalSigma(request, smallest, smallest),
    };
  }
  const noisiest = table.sigmaAt(topOf(request) ?? table.length - 1);
  const largest = Math.min(settings.sigma_max ?? noisiest, share === undefined ? Number.POSITIVE_INFINITY : noisiest);
  const ramp = sigmaAtRamp(spacing, largest, Math.min(settings.sigma_min ?? smallest, largest));
  const sigmaAt = (position: number) => ramp(rampAt(position, steps));
  // Karras and Lu timesteps are rounded, the others cut, as int64 tensors do.
  const rounded = spacing === 'karras' || spacing === 'lu';
  const cut = className === 'DPMSolverMultistepScheduler' && settings.beta_schedule === 'squaredcos_cap_v2';
  const whole = rounded && !cut ? roundHalfEven : Math.floor;
  const timestepAt = (position: number) => {
    const timestep = table.timestepAt(sigmaAt(position));
    return share === undefined ? whole(timestep) : timestep;
  };
  return { sigmaAt, timestepAt, last: finalSigma(request, smallest, sigmaAt(steps - 1)) };
}

/** DEIS and SA-Solver end at a level with noise, DPM++ and UniPC where final_sigmas_type says. */
function finalSigma({ className, settings, spacing }: CourseRequest, smallest: number, latest: number): number {
  const repeats = spacing === 'default' ? smallest : latest;
  if (className === 'DEISMultistepScheduler' || className === 'SASolverScheduler') return repeats;
  if (settings.final_sigmas_type !== 'sigma_min') return 0;
  return className === 'UniPCMultistepScheduler' ? repeats : smallest;
}

function tableSpacing(request: CourseRequest, table: NoiseTable) {
  const { settings, className } = request;
  const clipped = clippedTimesteps(table, settings.lambda_min_clipped);
  const length = table.length - clipped;
  const spacing = className === 'DPMSolverSinglestepScheduler' ? 'linspace' : settings.timestep_spacing;
  return spacingOf(request, { beyond: true, whole: true, length, spacing });
}

/**
 * How many of the noisiest timesteps lie below the smallest λ that the solver may visit (arXiv:2211.01095, for cosine
 * tables).
 */
function clippedTimesteps(table: NoiseTable, smallestLambda: number): number {
  let count = 0;
  while (count < table.length - 1 && -Math.log(table.sigmaAt(table.length - 1 - count)) < smallestLambda) count++;
  return count;
}

function flowCurve(request: CourseRequest): Curve {
  const { settings, steps, share, given, mu, className, spacing } = request;
  const training = settings.num_train_timesteps;
  const unipc = className === 'UniPCMultistepScheduler';
  // In the reference's order of operations: its timesteps are cut to whole ones, and 333 must not become 332.
  const stride = (1 / training - 1) / steps;
  const even = (position: number) => {
    if (share !== undefined) return share * (1 - position / steps);
    if (unipc) return position * stride + 1;
    return 1 - (position === 0 ? 1 / training : (steps - position) * stride + 1);
  };
  const dynamic = settings.use_dynamic_shifting && mu !== undefined;
  const shifted = (position: number) => {
    const sigma = given.sigmas?.[position] ?? even(position);
    if (dynamic) return dynamicShift(sigma, mu, settings.time_shift_type);
    return shiftFlow(sigma, settings.flow_shift);
  };
  const stretched = (position: number) =>
    settings.shift_terminal
      ? stretchToTerminal(shifted(position), shifted(steps - 1), settings.shift_terminal)
      : shifted(position);
  const table = noiseTable(settings, 2 ** -24);
  const ramp = sigmaAtRamp(
    'karras',
    settings.sigma_max ?? table.sigmaAt(topOf(request) ?? table.length - 1),
    settings.sigma_min ?? table.sigmaAt(0),
  );
  const sigmaAt = (position: number) => {
    if (spacing === 'karras') {
      const sigma = ramp(rampAt(position, steps));
      return sigma / (sigma + 1);
    }
    // All noise has no λ; UniPC steps back a little from it.
    return Math.min(stretched(position), 1 - 1e-6);
  };
  const timestepAt = (position: number) =>
    share === undefined ? Math.floor(sigmaAt(position) * training) : sigmaAt(position) * training;
  const repeats = className === 'DEISMultistepScheduler' || className === 'SASolverScheduler';
  const smallest = Math.sqrt(1 / table.levelAt(0).alpha ** 2 - 1);
  const minimum = unipc ? sigmaAt(steps - 1) : smallest;
  const last = repeats ? sigmaAt(steps - 1) : settings.final_sigmas_type === 'sigma_min' ? minimum : 0;
  return { sigmaAt, timestepAt, last };
}
