import { cleanLevel, type NoiseLevel } from '../noise/level.js';
import { spacedTimesteps, wholeStride } from '../noise/spacing.js';
import { type NoiseTable, noiseTable } from '../noise/table.js';
import type { Settings } from './config.js';
import type { Layout, ScheduleRequest } from './layout.js';
import type { Transition } from './transition.js';

export const alphaBar: Layout = { name: 'alpha-bar', schedule: alphaBarSchedule };

/**
 * The schedules of DDIM and DDPM: entries of the training table. DDIM steps a fixed stride ⌊T / steps⌋ down, which is
 * not always where the next step begins; DDPM steps to the next step's own timestep (`chained`).
 */
export function alphaBarSchedule(request: ScheduleRequest): Transition[] {
  const { settings, steps, share, given, layout } = request;
  const table = noiseTable(settings);
  const timesteps = tableTimesteps(request);
  const end = alphaBarEnd(settings, table);
  const toNext = layout.chained || given.timesteps !== undefined || share !== undefined;
  const stride = wholeStride(settings.num_train_timesteps, steps);
  return timesteps.map((timestep, i) => {
    const target = toNext ? (timesteps[i + 1] ?? -1) : timestep - stride;
    return { from: table.levelAt(timestep), to: target < 0 ? end : table.levelAt(target), timesteps: [timestep] };
  });
}

/** The entries of the training table to visit: the caller's, or spaced as the config says. */
export function tableTimesteps(request: ScheduleRequest): readonly number[] {
  const { settings, given } = request;
  return given.timesteps ?? spacedTimesteps(settings, { ...request, whole: true });
}

/** Where the last step of DDIM's kin ends: clean, or at the table's first entry. */
export function alphaBarEnd({ set_alpha_to_one }: Settings, table: NoiseTable): NoiseLevel {
  return set_alpha_to_one === false ? table.levelAt(0) : cleanLevel;
}
