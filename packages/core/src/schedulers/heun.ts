import type { NoiseLevel } from '../noise/level.js';
import { linearCombination } from '../tensor/linear-combination.js';
import { moveByClean } from './move.js';
import type { Scheduler } from './scheduler.js';

/**
 * Heun's method: an Euler step to the next level, the slope there, and the step again with the mean of both slopes
 * (Karras et al. 2022, arXiv:2206.00364, algorithm 1).
 *     d₁ = (y − clean₁) / s   d₂ = (y₁ − clean₂) / s_to   next = y + (s_to − s)·(d₁ + d₂)/2
 * On diffusion levels y = latents / alpha and s = sigma / alpha; on flow levels y = latents and s = sigma, where the
 * slope is the flow itself. Second order, two network calls a step (one in the last), no draw.
 */
const heunOver = (unit: (level: NoiseLevel) => number): Scheduler => ({
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

export const heun = /* @__PURE__ */ heunOver(({ alpha }) => 1 / alpha);

/** {@link heun} on a flow's straight paths. */
export const flowHeun = /* @__PURE__ */ heunOver(() => 1);
