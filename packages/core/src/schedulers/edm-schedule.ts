import { cleanLevel, type NoiseLevel } from '../noise/level.js';
import { sigmaAtRamp } from '../noise/sigma-spacing.js';
import { chain } from './chain.js';
import type { Layout, ScheduleRequest } from './layout.js';
import { evenly } from './sigma-list.js';
import type { Transition } from './transition.js';

export const edm: Layout = { name: 'edm', schedule: edmSchedule };

/**
 * The schedules of EDM models (Karras et al. 2022, arXiv:2206.00364, table 1): noisy = clean + σ·noise with clean
 * latents of standard deviation sigma_data, so that the level of σ is the pair 1/√(σ² + sigma_data²), σ/√(σ² +
 * sigma_data²); the network is told ln(σ)/4.
 */
export function edmSchedule(request: ScheduleRequest): Transition[] {
  const { settings, steps, share, given, spacing } = request;
  const { sigma_max, sigma_min, sigma_data, rho, sigma_schedule } = settings;
  const kind = spacing === 'default' ? (sigma_schedule === 'exponential' ? 'exponential' : 'karras') : spacing;
  const whole = sigmaAtRamp(kind, sigma_max!, sigma_min!, rho);
  const ramp = share === undefined ? whole : sigmaAtRamp(kind, whole(1 - share), sigma_min!, rho);
  // One step alone: torch's linspace gives the exponential ramp its other end.
  const single = steps === 1 && kind === 'exponential' && share === undefined;
  const sigmas = given.sigmas ?? evenly(request, single ? () => ramp(1) : ramp);
  const level = (sigma: number): NoiseLevel => {
    const alpha = 1 / Math.hypot(sigma, sigma_data);
    return { alpha, sigma: sigma * alpha, timestep: Math.log(sigma) / 4 };
  };
  const last = given.last ?? (settings.final_sigmas_type === 'sigma_min' ? sigma_min! : 0);
  return chain(sigmas.map(level), last === 0 ? cleanLevel : level(last));
}
