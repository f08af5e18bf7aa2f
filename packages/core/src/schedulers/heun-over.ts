import type { NoiseLevel } from '../noise/level.js';
import { linearCombination } from '../tensor/linear-combination.js';
import { moveByClean } from './move-latents.js';
import type { Scheduler } from './scheduler.js';

/** Heun's method over latents·unit and σ·unit, between which its slopes are taken: see `heun`. */
export const heunOver = (unit: (level: NoiseLevel) => number): Scheduler => ({
  memory: 0,
  async step({ latents, from, to, denoise }) {
    const first = await denoise(latents, from);
    const euler = moveByClean(latents, first.clean, from, to);
    if (to.sigma === 0) return { latents: euler, clean: first.clean, remember: first };
    const second = await denoise(euler, to);
    const half = (unit(to) * to.sigma - unit(from) * from.sigma) / 2 / unit(to);
    const one = half / (unit(from) * from.sigma);
    const two = half / (unit(to) * to.sigma);
    const next = linearCombination(
      [unit(from) * (1 / unit(to) + one), latents],
      [-one, first.clean],
      [unit(to) * two, second.latents],
      [-two, second.clean],
    );
    return { latents: next, clean: second.clean, remember: first };
  },
});
