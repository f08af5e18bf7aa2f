import { shiftFlow, stretchToTerminal } from '../noise/flow-shift.js';
import { type SigmaSpacing, sigmaAtRamp } from '../noise/sigma-spacing.js';
import type { Settings } from './config.js';
import type { ScheduleRequest } from './layout.js';

/** Values even from the first step, which has `from`, to the last, which has `to`. */
export function evenly({ steps }: ScheduleRequest, valueAt: (ramp: number) => number): number[] {
  return Array.from({ length: steps }, (_, position) => valueAt(steps > 1 ? position / (steps - 1) : 0));
}

/** σ spaced anew between the ends of a schedule; a config may have other ends, `exact` mode none beyond its own. */
export function spacedAnew(
  request: ScheduleRequest,
  [noisiest, cleanest]: readonly [number, number],
  { sigma_max, sigma_min }: Pick<Settings, 'sigma_max' | 'sigma_min'>,
): number[] {
  const own = sigma_max ?? noisiest;
  const largest = request.share === undefined ? own : Math.min(own, noisiest);
  const smallest = Math.min(sigma_min ?? cleanest, largest);
  return evenly(request, sigmaAtRamp(request.spacing as Exclude<SigmaSpacing, 'default'>, largest, smallest));
}

/**
 * Flow σ, moved towards noise by a fixed shift or by the picture's size, which mu tells (`linear`) or its exponential, and
 * stretched if the config says so. One step
 * alone has nothing to stretch: diffusers 0.39 divides 0 by 0 there.
 */
export function shifted({ settings, mu }: ScheduleRequest, sigmas: readonly number[], shift: number): number[] {
  const { use_dynamic_shifting, time_shift_type, shift_terminal } = settings;
  const forSize = time_shift_type === 'linear' ? mu! : Math.exp(mu!);
  const moved = sigmas.map((sigma) => shiftFlow(sigma, use_dynamic_shifting && mu !== undefined ? forSize : shift));
  if (!shift_terminal || moved.length === 1) return moved;
  return moved.map((sigma) => stretchToTerminal(sigma, moved.at(-1)!, shift_terminal));
}
