import { InvalidArgumentError } from '../errors/index.js';
import type { ScheduleRequest } from './layout.js';
import { check, whole } from './rules.js';

/**
 * The timesteps of consistency models (LCM, TCD): a few of those that the model was distilled on, evenly chosen from those
 * in the share `below` of the table (Luo et al. 2023, arXiv:2310.04378, §4.3, skipping-step), which is all of it where
 * another rule cuts the schedule. In `exact` mode they are even below the strength, without regard to the distillation's
 * own grid. With `every`, original steps that the caller gives stand for every timestep of training.
 */
export function distilledTimesteps(request: ScheduleRequest, { every = false } = {}): readonly number[] {
  const { settings, steps, top, given, below, originalSteps } = request;
  if (given.timesteps) return given.timesteps;
  const training = settings.num_train_timesteps;
  const original = originalSteps ?? settings.original_inference_steps;
  check('originalSteps', original, [1, training, whole]);
  const all = every && originalSteps !== undefined;
  const stride = all ? 1 : Math.floor(training / original);
  const count = Math.trunc((all ? training : original) * below);
  if (top === undefined && count < steps) {
    const expected = `at most ${count} of ${original} originalSteps at strength ${below}`;
    throw new InvalidArgumentError('steps', expected, steps, "Or use stepsMode 'exact'.");
  }
  const skip = count / steps;
  return Array.from({ length: steps }, (_, position) =>
    top === undefined ? (count - Math.floor(position * skip)) * stride - 1 : top * (1 - position / steps),
  );
}
