import { shiftForSize } from '../noise/flow-shift.js';
import type { ScheduleOptions } from '../schedulers/index.js';
import type { ScheduledCall } from './family.js';
import { tokensOf } from './transformer.js';

/** Flow schedules that may be shifted by how many tokens the picture has: one for each square of the grid. */
export function shiftedByTokens(asked: ScheduleOptions, { network, multiple }: ScheduledCall): ScheduleOptions {
  return { ...asked, mu: shiftForSize(asked.config ?? {}, tokensOf(network, multiple)) };
}

/**
 * The same for pipelines that list σ of their own for flow Euler: even from 1 to one step above clean, where the scheduler's
 * own end at the last of the training table. Another spacing is then one between their ends, which the config says.
 */
export function listedByPipeline(asked: ScheduleOptions, call: ScheduledCall): ScheduleOptions {
  const { scheduler, config, steps = 1, sigmas } = shiftedByTokens(asked, call);
  const takesList = scheduler ? scheduler === 'flow-euler' : config?._class_name === 'FlowMatchEulerDiscreteScheduler';
  if (!takesList) return shiftedByTokens(asked, call);
  const spacing = typeof sigmas === 'string' ? { [`use_${sigmas}_sigmas`]: true } : {};
  const listed = Array.from({ length: steps }, (_, step) => 1 - step / steps);
  return { ...shiftedByTokens(asked, call), config: { ...config, ...spacing }, sigmas: listed };
}
