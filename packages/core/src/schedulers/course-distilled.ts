import { InvalidArgumentError } from '../errors/index.js';
import { cleanLevel } from '../noise/level.js';
import { noiseTable } from '../noise/table.js';
import { along, type CourseRequest, type Transition } from './course.js';

/**
 * The schedules of consistency models (LCM, TCD): a few of the timesteps that the model was distilled on, evenly chosen from those
 * below `strength` (Luo et al. 2023, arXiv:2310.04378, §4.3, skipping-step). `strength` is 1 where another rule cuts the schedule.
 * The last step of LCM ends at its own clean estimate; TCD's at timestep 0 of the table.
 */
export function distilledCourse(
  request: CourseRequest & { readonly strength: number; readonly originalSteps: number | undefined },
): Transition[] {
  const { settings, positions, className, eta, given } = request;
  const table = noiseTable(settings);
  const origin = given.timesteps ? undefined : originTimesteps(request);
  const timesteps = positions.map((position) => {
    if (given.timesteps) return along(given.timesteps, position);
    return origin!.timestepAt(position);
  });
  return timesteps.map((timestep, i) => {
    const from = table.levelAt(timestep);
    const next = timesteps[i + 1];
    if (className === 'LCMScheduler') {
      const to = next === undefined ? cleanLevel : table.levelAt(next);
      return { from, to, timesteps: [timestep] };
    }
    const via = table.levelAt(Math.floor((1 - eta) * (next ?? 0)));
    return { from, to: next === undefined ? via : table.levelAt(next), via, timesteps: [timestep] };
  });
}

function originTimesteps({
  settings,
  steps,
  strength,
  originalSteps,
  continuous,
  className,
}: CourseRequest & { readonly strength: number; readonly originalSteps: number | undefined }) {
  const training = settings.num_train_timesteps;
  const original = originalSteps ?? settings.original_inference_steps;
  if (original > training) {
    throw new InvalidArgumentError('originalSteps', `at most the ${training} timesteps of training`, original);
  }
  // diffusers' TCD reads given original steps as "every training timestep".
  const every = className === 'TCDScheduler' && originalSteps !== undefined;
  const stride = every ? 1 : Math.floor(training / original);
  const points = (every ? training : original) * strength;
  const count = continuous ? points : Math.trunc(points);
  if (count < steps) {
    const most = Math.trunc(points);
    throw new InvalidArgumentError(
      'steps',
      `at most ${most} (original steps ${original} × strength ${strength}) for ${className}`,
      steps,
      'Use fewer steps, more originalSteps or a higher strength.',
    );
  }
  const timestepAt = (position: number) => {
    const skipped = (position * count) / steps;
    const index = count - (continuous ? skipped : Math.floor(skipped));
    return every ? index - 1 : index * stride - 1;
  };
  return { timestepAt };
}
