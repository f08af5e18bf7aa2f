import type { NoiseLevel } from '../noise/level.js';
import { wholeStride } from '../noise/spacing.js';
import { noiseTable } from '../noise/table.js';
import { alphaBarEnd, tableTimesteps } from './alpha-bar-schedule.js';
import type { ScheduleRequest } from './layout.js';
import type { Transition } from './transition.js';

/** One network call of PNDM: where it looks, and the move that it then makes. */
export interface PndmCall {
  readonly at: NoiseLevel;
  readonly from: NoiseLevel;
  readonly to: NoiseLevel;
}

/** A step of PNDM: one call, two (the first multistep one) or four (Runge-Kutta). */
export interface PndmTransition extends Transition {
  readonly kind: 'pair' | 'adams' | 'runge-kutta';
  readonly calls: readonly PndmCall[];
}

/**
 * PNDM's schedule as diffusers runs it, call by call, from the `first` step on.
 *
 * diffusers lists the second timestep twice (or twelve Runge-Kutta timesteps first) and lets `strength` cut that list
 * by index, while the solver still counts its own calls from 0. So after a cut the second call repeats the first step
 * although its timestep is new (the step after it starts one stride late), and a cut Runge-Kutta start reads its base
 * levels from the head of the whole list. Pictures depend on it, so it is kept.
 */
export function pndmSchedule(request: ScheduleRequest): PndmTransition[] {
  const { settings, steps, share, first } = request;
  const table = noiseTable(settings);
  const end = alphaBarEnd(settings, table);
  const list = tableTimesteps(request);
  // In exact mode steps are even and the last one ends the schedule; otherwise a stride below the last timestep does.
  const even = (list[0]! - list.at(-1)!) / (list.length - 1);
  const training = settings.num_train_timesteps;
  const stride = share === undefined ? wholeStride(training, steps) : even || training;
  const level = (timestep: number) => (timestep < 0 ? end : table.levelAt(timestep));
  const half = Math.floor(stride / 2);
  const start =
    settings.skip_prk_steps || share !== undefined || list.length < 4 ? [] : rungeKutta(list.slice(0, 4), half);
  const all = start.length > 0 ? [...start, ...list.slice(3)] : [...list.slice(0, 2), ...list.slice(1)];
  const told = all.slice(first);

  const transitions: PndmTransition[] = [];
  for (let counter = 0; counter < told.length; ) {
    const four = counter < start.length;
    const kind = four ? 'runge-kutta' : counter === 0 ? 'pair' : 'adams';
    const size = four ? 4 : kind === 'pair' ? 2 : 1;
    const timesteps = told.slice(counter, counter + size);
    const calls = timesteps.map((timestep, i) => {
      const at = level(timestep);
      const call = counter + i;
      if (four) return { at, from: level(start[counter]!), to: call % 2 === 0 ? level(timestep - half) : at };
      if (kind === 'pair' && i === 1) return { at, from: level(timestep + stride), to: at };
      const last = share !== undefined && call === told.length - 1;
      return { at, from: at, to: last ? end : level(timestep - stride) };
    });
    transitions.push({ kind, calls, from: calls[0]!.at, to: calls.at(-1)!.to, timesteps });
    counter += size;
  }
  return transitions;
}

/**
 * For the four noisiest timesteps a, b, c, d: a, m, m, b, b, m′, m′, c, c, m″, m″, d, with m half a stride above the
 * next.
 */
function rungeKutta(four: readonly number[], half: number): number[] {
  return four.slice(1).flatMap((to, i) => [four[i]!, to + half, to + half, to]);
}
