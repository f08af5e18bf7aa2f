import { InvalidArgumentError } from '../errors/index.js';
import { cleanLevel } from '../noise/level.js';
import { noiseTable } from '../noise/table.js';
import { type CourseRequest, perStep, type Transition } from './course.js';

/**
 * The schedules of consistency models (LCM, TCD): a few of the timesteps that the model was distilled on, evenly chosen
 * from those in the share `below` of the table (Luo et al. 2023, arXiv:2310.04378, §4.3, skipping-step), which is all of
 * it where another rule cuts the schedule. In `exact` mode they are even below the strength, without regard to the
 * distillation's own grid. The last step of LCM ends at its own clean estimate; TCD's at timestep 0 of the table.
 */
export function distilledCourse(request: CourseRequest): Transition[] {
  const { settings, steps, given, className, eta } = request;
  const table = noiseTable(settings);
  const timesteps = given.timesteps ?? perStep(steps, originTimesteps(request));
  return timesteps.map((timestep, i) => {
    const from = table.levelAt(timestep);
    const next = timesteps[i + 1];
    const to = next === undefined ? undefined : table.levelAt(next);
    if (className === 'LCMScheduler') return { from, to: to ?? cleanLevel, timesteps: [timestep] };
    const via = table.levelAt(Math.floor((1 - eta) * (next ?? 0)));
    return { from, to: to ?? via, via, timesteps: [timestep] };
  });
}

function originTimesteps(request: CourseRequest) {
  const { settings, steps, top, className, below, originalSteps } = request;
  const training = settings.num_train_timesteps;
  const original = originalSteps ?? settings.original_inference_steps;
  if (original > training) {
    throw new InvalidArgumentError('originalSteps', `at most the ${training} timesteps of training`, original);
  }
  if (top !== undefined) return (position: number) => top * (1 - position / steps);
  // diffusers' TCD reads given original steps as "every training timestep".
  const every = className === 'TCDScheduler' && originalSteps !== undefined;
  const stride = every ? 1 : Math.floor(training / original);
  const count = Math.trunc((every ? training : original) * below);
  if (count < steps) {
    throw new InvalidArgumentError(
      'steps',
      `at most ${count} (original steps ${original} × strength ${below}) for ${className}`,
      steps,
      "Use fewer steps, more originalSteps, a higher strength or stepsMode 'exact'.",
    );
  }
  const skip = count / steps;
  return (position: number) => (count - Math.floor(position * skip)) * stride - 1;
}
