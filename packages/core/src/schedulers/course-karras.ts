import { karrasLevel, type NoiseLevel, noiseRatio } from '../noise/level.js';
import { roundHalfEven } from '../noise/round.js';
import { sigmaAtRamp } from '../noise/sigma-spacing.js';
import { timestepAtPosition } from '../noise/spacing.js';
import { type NoiseTable, noiseTable } from '../noise/table.js';
import { ancestralSplit } from './ancestral.js';
import { type CourseRequest, type Curve, chain, perStep, spacedAnew, type Transition } from './course.js';

/**
 * The schedules of the classes that work on Karras σ: Euler, Euler ancestral, Heun, LMS, KDPM2, DPM++ SDE. σ is
 * interpolated on the training table at (fractional) timesteps, or spaced anew between the first and the last of them.
 */
export function karrasCourse(request: CourseRequest): Transition[] {
  const { settings, steps, given, className } = request;
  const table = noiseTable(settings, 2 ** -24);
  const { sigmaAt, timestepAt } = curves(request, table);
  const named = settings.timestep_type === 'continuous' && settings.prediction_type === 'v_prediction';
  const levels = perStep(steps, (position) => {
    const sigma = sigmaAt(position);
    return karrasLevel(sigma, named ? 0.25 * Math.log(sigma) : timestepAt(position));
  });
  const last = given.sigmas?.at(-1) ?? finalSigma(request, table);
  return chain(levels, karrasLevel(last, table.timestepAt(last))).map((step) => {
    const { from, to } = step;
    if (to.sigma === 0) return step;
    const via = between(request, table, from, to);
    const second = via ?? (className === 'HeunDiscreteScheduler' ? to : undefined);
    return second ? { ...step, ...(via && { via }), timesteps: [from.timestep, second.timestep] } : step;
  });
}

interface Curves {
  readonly sigmaAt: Curve;
  readonly timestepAt: Curve;
}

function curves(request: CourseRequest, { sigmaAt, timestepAt, length }: NoiseTable): Curves {
  const { settings, steps, share, given, spacing, className } = request;
  const own = given.sigmas;
  if (own) return { sigmaAt: (position) => own[position]!, timestepAt: (position) => timestepAt(own[position]!) };
  const spaced = timestepAtPosition(settings, request);
  const timestep = (position: number) => given.timesteps?.[position] ?? spaced(position);
  const even = settings.interpolation_type !== 'log_linear';
  const logarithmic = sigmaAtRamp('exponential', sigmaAt(request.top ?? length - 1), sigmaAt(0));
  const sigma = (position: number) => (even ? sigmaAt(timestep(position)) : logarithmic(position / steps));
  if (spacing === 'default') return { sigmaAt: sigma, timestepAt: timestep };
  // LMS and DPM++ SDE read sigma_min and sigma_max for the other spacings only.
  const blind = spacing === 'karras' && (className === 'LMSDiscreteScheduler' || className === 'DPMSolverSDEScheduler');
  const ends = [sigma(0), sigma(even ? steps - 1 : steps)] as const;
  const at = spacedAnew(request, ends, blind ? {} : settings);
  const whole = spacing === 'karras' && className.startsWith('KDPM2') && share === undefined;
  const told = (position: number) => timestepAt(at(position));
  return { sigmaAt: at, timestepAt: whole ? (position) => roundHalfEven(told(position)) : told };
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
  if (!/^KDPM2|SDE/.test(className)) return undefined;
  const target = className === 'KDPM2AncestralDiscreteScheduler' ? ancestralSplit(from, to).down : noiseRatio(to);
  const sigma = Math.sqrt(noiseRatio(from) * target);
  return karrasLevel(sigma, table.timestepAt(sigma));
}
