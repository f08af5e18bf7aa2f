import { cleanLevel, karrasLevel, type NoiseLevel, noiseRatio } from '../noise/level.js';
import { roundHalfEven } from '../noise/round.js';
import { sigmaAtRamp } from '../noise/sigma-spacing.js';
import { timestepAtPosition } from '../noise/spacing.js';
import { type NoiseTable, noiseTable } from '../noise/table.js';
import { ancestralSplit } from './ancestral.js';
import { along, type CourseRequest, spacingOf, type Transition } from './course.js';

/**
 * The schedules of the classes that work on Karras σ: Euler, Euler ancestral, Heun, LMS, KDPM2, DPM++ SDE. σ is interpolated on the
 * training table at (fractional) timesteps, or spaced anew between the first and the last of them.
 */
export function karrasCourse(request: CourseRequest): Transition[] {
  const { settings, steps, positions, given } = request;
  const table = noiseTable(settings, 2 ** -24);
  const { sigmaAt, timestepAt } = levelsAlong(request, table);
  const levels = positions.map((position) => karrasLevel(sigmaAt(position), timestepAt(position)));
  const last = finalSigma(request, table);
  const end = last === 0 ? cleanLevel : karrasLevel(last, given.sigmas ? table.timestepAt(last) : 0);
  return levels.map((from, i) => {
    const to = levels[i + 1] ?? end;
    const via = to.sigma === 0 ? undefined : between(request, table, from, to);
    const second = via ?? (request.className === 'HeunDiscreteScheduler' && to.sigma > 0 ? to : undefined);
    const timesteps = second ? [from.timestep, second.timestep] : [from.timestep];
    return via ? { from, to, via, timesteps } : { from, to, timesteps };
  });

  function finalSigma({ settings }: CourseRequest, { sigmaAt }: NoiseTable): number {
    if (given.sigmas) return given.sigmas.at(-1)!;
    if (settings.interpolation_type === 'log_linear' && request.spacing === 'default') return sigmaAt(0);
    return settings.final_sigmas_type === 'sigma_min' ? sigmaAt(0) : 0;
  }

  function levelsAlong({ spacing, continuous, className }: CourseRequest, { sigmaAt, timestepAt, length }: NoiseTable) {
    const { timesteps, sigmas } = given;
    const spaced = timestepAtPosition(spacingOf(request, { beyond: false, whole: false }));
    const timestep = timesteps ? (position: number) => along(timesteps, position) : spaced;
    const sigmaOf = (position: number) => {
      if (sigmas) return along(sigmas, position);
      if (settings.interpolation_type !== 'log_linear') return sigmaAt(timestep(position));
      return sigmaAtRamp('exponential', sigmaAt(length - 1), sigmaAt(0))(position / steps);
    };
    const told = (sigma: number, exact: number) => {
      const named = settings.timestep_type === 'continuous' && settings.prediction_type === 'v_prediction';
      return named ? 0.25 * Math.log(sigma) : exact;
    };
    if (spacing === 'default') {
      const at = (position: number) => (sigmas ? timestepAt(sigmaOf(position)) : timestep(position));
      return { sigmaAt: sigmaOf, timestepAt: (position: number) => told(sigmaOf(position), at(position)) };
    }
    const largest = settings.sigma_max ?? sigmaOf(0);
    const smallest = settings.sigma_min ?? sigmaOf(settings.interpolation_type === 'log_linear' ? steps : steps - 1);
    const ramp = sigmaAtRamp(spacing, largest, smallest);
    const sigma = (position: number) => ramp(steps > 1 ? position / (steps - 1) : 0);
    const whole = spacing === 'karras' && className.startsWith('KDPM2') && !continuous;
    const at = (position: number) => (whole ? roundHalfEven(timestepAt(sigma(position))) : timestepAt(sigma(position)));
    return { sigmaAt: sigma, timestepAt: (position: number) => told(sigma(position), at(position)) };
  }
}

/** The level that a two-call method looks at on its way: the geometric mean of two σ. */
function between(
  { className }: CourseRequest,
  table: NoiseTable,
  from: NoiseLevel,
  to: NoiseLevel,
): NoiseLevel | undefined {
  const target =
    className === 'KDPM2AncestralDiscreteScheduler'
      ? ancestralSplit(from, to).down
      : className === 'KDPM2DiscreteScheduler' || className === 'DPMSolverSDEScheduler'
        ? noiseRatio(to)
        : undefined;
  if (target === undefined) return undefined;
  const sigma = Math.sqrt(noiseRatio(from) * target);
  return karrasLevel(sigma, table.timestepAt(sigma));
}
