import { cleanLevel, karrasLevel, type NoiseLevel, noiseRatio } from '../noise/level.js';
import { roundHalfEven } from '../noise/round.js';
import { sigmaAtRamp } from '../noise/sigma-spacing.js';
import { timestepAtPosition } from '../noise/spacing.js';
import { type NoiseTable, noiseTable } from '../noise/table.js';
import { ancestralSplit } from './ancestral.js';
import { type CourseRequest, perStep, rampAt, spacingOf, type Transition, topOf } from './course.js';

/**
 * The schedules of the classes that work on Karras σ: Euler, Euler ancestral, Heun, LMS, KDPM2, DPM++ SDE. σ is
 * interpolated on the training table at (fractional) timesteps, or spaced anew between the first and the last of them.
 */
export function karrasCourse(request: CourseRequest): Transition[] {
  const { settings, steps, given, className } = request;
  const table = noiseTable(settings, 2 ** -24);
  const { sigmaAt, timestepAt } = given.sigmas ? ownSigmas(given.sigmas, table) : curve(request, table);
  const named = settings.timestep_type === 'continuous' && settings.prediction_type === 'v_prediction';
  const levels = perStep(steps, (position) => {
    const sigma = sigmaAt(position);
    return karrasLevel(sigma, named ? 0.25 * Math.log(sigma) : timestepAt(position));
  });
  const last = given.sigmas ? given.sigmas.at(-1)! : finalSigma(request, table);
  const end = last === 0 ? cleanLevel : karrasLevel(last, table.timestepAt(last));
  return levels.map((from, i) => {
    const to = levels[i + 1] ?? end;
    const via = to.sigma === 0 ? undefined : between(request, table, from, to);
    const second = via ?? (className === 'HeunDiscreteScheduler' && to.sigma > 0 ? to : undefined);
    const timesteps = second ? [from.timestep, second.timestep] : [from.timestep];
    return via ? { from, to, via, timesteps } : { from, to, timesteps };
  });
}

interface Curve {
  sigmaAt(position: number): number;
  timestepAt(position: number): number;
}

function ownSigmas(sigmas: readonly number[], { timestepAt }: NoiseTable): Curve {
  return { sigmaAt: (position) => sigmas[position]!, timestepAt: (position) => timestepAt(sigmas[position]!) };
}

function curve(request: CourseRequest, { sigmaAt, timestepAt, length }: NoiseTable): Curve {
  const { settings, spacing, steps, share, given, className } = request;
  const spaced = timestepAtPosition(spacingOf(request, { beyond: false, whole: false }));
  const timestep = (position: number) => given.timesteps?.[position] ?? spaced(position);
  const even = settings.interpolation_type !== 'log_linear';
  const logarithmic = sigmaAtRamp('exponential', sigmaAt(topOf(request) ?? length - 1), sigmaAt(0));
  const sigma = (position: number) => (even ? sigmaAt(timestep(position)) : logarithmic(position / steps));
  if (spacing === 'default') return { sigmaAt: sigma, timestepAt: timestep };
  // LMS and DPM++ SDE read sigma_min and sigma_max for the other spacings only.
  const blind = spacing === 'karras' && (className === 'LMSDiscreteScheduler' || className === 'DPMSolverSDEScheduler');
  const { sigma_max = null, sigma_min = null } = blind ? {} : settings;
  const largest = Math.min(sigma_max ?? sigma(0), share === undefined ? Number.POSITIVE_INFINITY : sigma(0));
  const smallest = sigma_min ?? sigma(even ? steps - 1 : steps);
  const ramp = sigmaAtRamp(spacing, largest, Math.min(smallest, largest));
  const at = (position: number) => ramp(rampAt(position, steps));
  const whole = spacing === 'karras' && className.startsWith('KDPM2') && share === undefined;
  return {
    sigmaAt: at,
    timestepAt: (position) => (whole ? roundHalfEven(timestepAt(at(position))) : timestepAt(at(position))),
  };
}

function finalSigma({ settings, spacing }: CourseRequest, { sigmaAt }: NoiseTable): number {
  if (settings.interpolation_type === 'log_linear' && spacing === 'default') return sigmaAt(0);
  return settings.final_sigmas_type === 'sigma_min' ? sigmaAt(0) : 0;
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
