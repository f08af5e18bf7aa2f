import { cleanLevel, type NoiseLevel } from '../noise/level.js';
import { sigmaAtRamp } from '../noise/sigma-spacing.js';
import { along, type CourseRequest, type Transition } from './course.js';

/**
 * The schedules of EDM models (Karras et al. 2022, arXiv:2206.00364, table 1): noisy = clean + σ·noise with clean latents of
 * standard deviation sigma_data, so that the level of σ is the pair 1/√(σ² + sigma_data²), σ/√(σ² + sigma_data²); the network is
 * told ln(σ)/4.
 */
export function edmCourse({ settings, steps, positions, given, spacing }: CourseRequest): Transition[] {
  const { sigma_max, sigma_min, sigma_data, rho, sigma_schedule } = settings;
  const kind = spacing === 'default' ? (sigma_schedule === 'exponential' ? 'exponential' : 'karras') : spacing;
  const ramp = sigmaAtRamp(kind, sigma_max!, sigma_min!, rho);
  const level = (sigma: number): NoiseLevel => {
    const alpha = 1 / Math.hypot(sigma, sigma_data);
    return { alpha, sigma: sigma * alpha, timestep: Math.log(sigma) / 4 };
  };
  const sigmas = given.sigmas;
  const levels = positions.map((position) =>
    level(sigmas ? along(sigmas, position) : ramp(steps > 1 ? position / (steps - 1) : kind === 'exponential' ? 1 : 0)),
  );
  const last = sigmas ? sigmas.at(-1)! : settings.final_sigmas_type === 'sigma_min' ? sigma_min! : 0;
  const end = last === 0 ? cleanLevel : level(last);
  return levels.map((from, i) => ({ from, to: levels[i + 1] ?? end, timesteps: [from.timestep] }));
}
