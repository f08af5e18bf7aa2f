import { cleanLevel, type NoiseLevel } from '../noise/level.js';
import { sigmaAtRamp } from '../noise/sigma-spacing.js';
import { type CourseRequest, chain, perStep, rampAt, type Transition } from './course.js';

/**
 * The schedules of EDM models (Karras et al. 2022, arXiv:2206.00364, table 1): noisy = clean + σ·noise with clean
 * latents of standard deviation sigma_data, so that the level of σ is the pair 1/√(σ² + sigma_data²), σ/√(σ² +
 * sigma_data²); the network is told ln(σ)/4.
 */
export function edmCourse({ settings, steps, share, given, spacing }: CourseRequest): Transition[] {
  const { sigma_max, sigma_min, sigma_data, rho, sigma_schedule } = settings;
  const kind = spacing === 'default' ? (sigma_schedule === 'exponential' ? 'exponential' : 'karras') : spacing;
  const whole = sigmaAtRamp(kind, sigma_max!, sigma_min!, rho);
  const ramp = share === undefined ? whole : sigmaAtRamp(kind, whole(1 - share), sigma_min!, rho);
  // One step alone: torch's linspace gives the exponential ramp its other end.
  const single = kind === 'exponential' && share === undefined ? 1 : 0;
  const level = (sigma: number): NoiseLevel => {
    const alpha = 1 / Math.hypot(sigma, sigma_data);
    return { alpha, sigma: sigma * alpha, timestep: Math.log(sigma) / 4 };
  };
  const levels = perStep(steps, (position) =>
    level(given.sigmas?.[position] ?? ramp(steps > 1 ? rampAt(position, steps) : single)),
  );
  const last = given.sigmas?.at(-1) ?? (settings.final_sigmas_type === 'sigma_min' ? sigma_min! : 0);
  const end = last === 0 ? cleanLevel : level(last);
  return chain(levels, end);
}
