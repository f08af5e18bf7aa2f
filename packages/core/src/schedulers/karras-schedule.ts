import { karrasLevel, type NoiseLevel, noiseRatio } from '../noise/level.js';
import { roundHalfEven } from '../noise/round.js';
import { sigmaAtRamp } from '../noise/sigma-spacing.js';
import { spacedTimesteps } from '../noise/spacing.js';
import { noiseTable } from '../noise/table.js';
import { chain } from './chain.js';
import type { Layout, ScheduleRequest } from './layout.js';
import { spacedAnew } from './sigma-list.js';
import type { Transition } from './transition.js';

export const karras: Layout = { name: 'karras', schedule: karrasSchedule };

/**
 * The schedules of the classes that work on Karras σ: Euler, Euler ancestral, Heun, LMS, KDPM2, DPM++ SDE. σ is
 * interpolated on the training table at (fractional) timesteps, or spaced anew between the first and the last of them.
 */
export function karrasSchedule(request: ScheduleRequest): Transition[] {
  const { settings, steps, share, top, given, spacing, layout } = request;
  const { sigmaAt, timestepAt, length } = noiseTable(settings, 2 ** -24);
  const smallest = sigmaAt(0);
  const logarithmic = settings.interpolation_type === 'log_linear' && !given.sigmas;

  let timesteps = given.timesteps ?? given.sigmas?.map(timestepAt) ?? spacedTimesteps(settings, request);
  let sigmas = given.sigmas ?? timesteps.map(sigmaAt);
  if (logarithmic) {
    const ramp = sigmaAtRamp('exponential', sigmaAt(top ?? length - 1), smallest);
    sigmas = timesteps.map((_, position) => ramp(position / steps));
  }
  if (spacing !== 'default') {
    const withKarras = spacing === 'karras';
    const ends = [sigmas[0]!, logarithmic ? smallest : sigmas.at(-1)!] as const;
    sigmas = spacedAnew(request, ends, withKarras && layout.ownEnds ? {} : settings);
    timesteps = sigmas.map(timestepAt);
    if (withKarras && layout.whole && share === undefined) timesteps = timesteps.map(roundHalfEven);
  }
  const named = settings.timestep_type === 'continuous' && settings.prediction_type === 'v_prediction';
  const levels = sigmas.map((sigma, i) => karrasLevel(sigma, named ? 0.25 * Math.log(sigma) : timesteps[i]!));
  const endsNoisy = settings.final_sigmas_type === 'sigma_min' || (logarithmic && spacing === 'default');
  const last = given.last ?? (endsNoisy ? smallest : 0);
  return chain(levels, karrasLevel(last, timestepAt(last)), layout.asksAgain).map((step) => {
    const { from, to } = step;
    if (!layout.between || to.sigma === 0) return step;
    const sigma = layout.between(from, to);
    const via = karrasLevel(sigma, timestepAt(sigma));
    return { ...step, via, timesteps: [from.timestep, via.timestep] };
  });
}

/** The middle of two levels: the geometric mean of two σ. */
export const geometricMiddle = (from: NoiseLevel, to: NoiseLevel) => Math.sqrt(noiseRatio(from) * noiseRatio(to));
