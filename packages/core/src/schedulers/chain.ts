import { cleanLevel, type NoiseLevel } from '../noise/level.js';
import type { Transition } from './transition.js';

/**
 * Steps from level to level, the last one to `end`, of one network call each; of two where the method asks again at the
 * level that it comes to, unless that is clean.
 */
export function chain(levels: readonly NoiseLevel[], end: NoiseLevel = cleanLevel, asksAgain = false): Transition[] {
  return levels.map((from, i) => {
    const to = levels[i + 1] ?? end;
    const calls = asksAgain && to.sigma > 0 ? [from, to] : [from];
    return { from, to, timesteps: calls.map(({ timestep }) => timestep) };
  });
}
