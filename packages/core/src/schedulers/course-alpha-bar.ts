import { cleanLevel, type NoiseLevel } from '../noise/level.js';
import { timestepAtPosition } from '../noise/spacing.js';
import { type NoiseTable, noiseTable } from '../noise/table.js';
import type { Settings } from './config.js';
import { type CourseRequest, perStep, type Transition } from './course.js';

/**
 * The schedules of DDIM and DDPM: entries of the training table. DDIM steps a fixed stride ⌊T / steps⌋ down, which is
 * not always where the next step begins; DDPM steps to the next step's own timestep.
 */
export function alphaBarCourse(request: CourseRequest): Transition[] {
  const { settings, steps, share, given, className } = request;
  const table = noiseTable(settings);
  const timesteps = tableTimesteps(request);
  const end = alphaBarEnd(settings, table);
  const chained = className === 'DDPMScheduler' || given.timesteps !== undefined || share !== undefined;
  const stride = wholeStride(settings.num_train_timesteps, steps);
  return timesteps.map((timestep, i) => {
    const target = chained ? (timesteps[i + 1] ?? -1) : timestep - stride;
    return { from: table.levelAt(timestep), to: target < 0 ? end : table.levelAt(target), timesteps: [timestep] };
  });
}

/** The entries of the training table to visit: the caller's, or spaced as the config says. */
export function tableTimesteps(request: CourseRequest): readonly number[] {
  const { settings, steps, given } = request;
  return given.timesteps ?? perStep(steps, timestepAtPosition(settings, { ...request, whole: true }));
}

/** Where the last step of DDIM's kin ends: clean, or at the table's first entry. */
export function alphaBarEnd({ set_alpha_to_one }: Settings, table: NoiseTable): NoiseLevel {
  return set_alpha_to_one === false ? { ...table.levelAt(0), timestep: 0 } : cleanLevel;
}

/** ⌊T / steps⌋, or the fraction where that would be 0. */
export function wholeStride(trainingSteps: number, steps: number): number {
  const stride = trainingSteps / steps;
  return stride < 1 ? stride : Math.floor(stride);
}
