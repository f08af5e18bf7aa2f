import { shiftFlow } from '../noise/flow-shift.js';
import { cleanLevel, flowLevel } from '../noise/level.js';
import { chain } from './chain.js';
import type { ScheduleRequest } from './layout.js';
import { evenly, shifted, spacedAnew } from './sigma-list.js';
import type { Transition } from './transition.js';

/**
 * The schedules of flow-matching models (SD3, FLUX): σ even from the training table's largest to its smallest, shifted
 * towards noise by a fixed shift or by the picture's size, perhaps stretched to a terminal σ or spaced anew. The
 * network is told σ·1000. A static shift acts twice on the even σ, once on the table's ends and once on what lies
 * between, as in diffusers.
 */
export function flowSchedule(request: ScheduleRequest): Transition[] {
  const { settings, share = 1, given, spacing, layout } = request;
  const { num_train_timesteps: training, shift, use_dynamic_shifting } = settings;
  const smallest = use_dynamic_shifting ? 1 / training : shiftFlow(1 / training, shift);
  const last = Math.min(smallest, share / 2);
  const source =
    given.sigmas ??
    given.timesteps?.map((timestep) => timestep / training) ??
    evenly(request, (ramp) => share + ramp * (last - share));
  const moved = shifted(request, source, shift);
  const sigmas = spacing === 'default' ? moved : spacedAnew(request, [moved[0]!, moved.at(-1)!], {});
  const levels = sigmas.map((sigma, i) => flowLevel(sigma, given.timesteps?.[i] ?? sigma * training));
  return chain(levels, cleanLevel, layout.asksAgain);
}
