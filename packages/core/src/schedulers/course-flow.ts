import { shiftFlow } from '../noise/flow-shift.js';
import { flowLevel } from '../noise/level.js';
import { type CourseRequest, chain, perStep, rampAt, shifted, spacedAnew, type Transition } from './course.js';

/**
 * The schedules of flow-matching models (SD3, FLUX): σ even from the training table's largest to its smallest, shifted
 * towards noise by a fixed shift or by the picture's size, perhaps stretched to a terminal σ or spaced anew. The
 * network is told σ·1000. A static shift acts twice on the even σ, once on the table's ends and once on what lies
 * between, as in diffusers.
 */
export function flowCourse(request: CourseRequest): Transition[] {
  const { settings, steps, share = 1, given, spacing, className } = request;
  const { num_train_timesteps: training, shift, use_dynamic_shifting } = settings;
  const smallest = use_dynamic_shifting ? 1 / training : shiftFlow(1 / training, shift);
  const last = Math.min(smallest, share / 2);
  const source = (position: number) => {
    const timestep = given.timesteps?.[position];
    const even = share + rampAt(position, steps) * (last - share);
    return given.sigmas?.[position] ?? (timestep === undefined ? even : timestep / training);
  };
  const moved = shifted(request, source, shift);
  const sigmaAt = spacing === 'default' ? moved : spacedAnew(request, [moved(0), moved(steps - 1)], {});
  const levels = perStep(steps, (position) => {
    const sigma = sigmaAt(position);
    return flowLevel(sigma, given.timesteps?.[position] ?? sigma * training);
  });
  const transitions = chain(levels);
  if (className !== 'FlowMatchHeunDiscreteScheduler') return transitions;
  return transitions.map((step) =>
    step.to.sigma > 0 ? { ...step, timesteps: [step.from.timestep, step.to.timestep] } : step,
  );
}
