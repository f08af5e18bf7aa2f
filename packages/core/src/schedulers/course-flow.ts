import { dynamicShift, shiftFlow, stretchToTerminal } from '../noise/flow-shift.js';
import { cleanLevel, flowLevel } from '../noise/level.js';
import { sigmaAtRamp } from '../noise/sigma-spacing.js';
import { type CourseRequest, perStep, rampAt, type Transition } from './course.js';

/**
 * The schedules of flow-matching models (SD3, FLUX): σ even from the training table's largest to its smallest, shifted
 * towards noise by a fixed shift or by the picture's size, perhaps stretched to a terminal σ or spaced anew. The
 * network is told σ·1000. A static shift acts twice on the even σ, once on the table's ends and once on what lies
 * between, as in diffusers.
 */
export function flowCourse(request: CourseRequest): Transition[] {
  const { settings, steps, given, share = 1, mu, spacing, className } = request;
  const training = settings.num_train_timesteps;
  const dynamic = settings.use_dynamic_shifting && mu !== undefined;
  const shift = (sigma: number) =>
    dynamic ? dynamicShift(sigma, mu, settings.time_shift_type) : shiftFlow(sigma, settings.shift);
  const smallest = settings.use_dynamic_shifting ? 1 / training : shiftFlow(1 / training, settings.shift);
  const last = Math.min(smallest, share / 2);
  const even = (position: number) => share + rampAt(position, steps) * (last - share);
  const source = (position: number) => {
    const timestep = given.timesteps?.[position];
    return given.sigmas?.[position] ?? (timestep === undefined ? even(position) : timestep / training);
  };
  const shifted = (position: number) => shift(source(position));
  const terminal = settings.shift_terminal;
  const stretched = (position: number) =>
    terminal ? stretchToTerminal(shifted(position), shifted(steps - 1), terminal) : shifted(position);
  const ramp = spacing === 'default' ? undefined : sigmaAtRamp(spacing, stretched(0), stretched(steps - 1));
  const sigmaAt = (position: number) => (ramp ? ramp(rampAt(position, steps)) : stretched(position));
  const levels = perStep(steps, (position) => {
    const sigma = sigmaAt(position);
    return flowLevel(sigma, given.timesteps?.[position] ?? sigma * training);
  });
  return levels.map((from, i) => {
    const to = levels[i + 1] ?? cleanLevel;
    const twice = className === 'FlowMatchHeunDiscreteScheduler' && to.sigma > 0;
    return { from, to, timesteps: twice ? [from.timestep, to.timestep] : [from.timestep] };
  });
}
