import { cleanLevel } from '../noise/level.js';
import { timestepAtPosition } from '../noise/spacing.js';
import { noiseTable } from '../noise/table.js';
import { along, type CourseRequest, spacingOf, type Transition } from './course.js';

/**
 * The schedules of DDIM and DDPM: entries of the training table. DDIM steps a fixed stride ⌊T / steps⌋ down, which is not always
 * where the next step begins; DDPM steps to the next step's own timestep.
 */
export function alphaBarCourse(request: CourseRequest): Transition[] {
  const { settings, steps, positions, given, continuous, className } = request;
  const table = noiseTable(settings);
  const spaced = timestepAtPosition(spacingOf(request, { beyond: false, whole: true }));
  const timestepAt = (position: number) => (given.timesteps ? along(given.timesteps, position) : spaced(position));
  const end = settings.set_alpha_to_one ? cleanLevel : { ...table.levelAt(0), timestep: 0 };
  const exact = settings.num_train_timesteps / steps;
  const stride = continuous || exact < 1 ? exact : Math.floor(exact);
  const chained = className === 'DDPMScheduler' || given.timesteps !== undefined;
  return positions.map((position, i) => {
    const timestep = timestepAt(position);
    const next = positions[i + 1];
    const target = !chained ? timestep - stride : next === undefined ? -1 : timestepAt(next);
    return { from: table.levelAt(timestep), to: target < 0 ? end : table.levelAt(target), timesteps: [timestep] };
  });
}
