import { impliedNoise } from '../noise/prediction.js';
import { linearCombination, type Term } from '../tensor/linear-combination.js';
import { alphaBar } from './alpha-bar-schedule.js';
import { leading, trained, zeroSnr } from './level-settings.js';
import { clipping, thresholding } from './sampling-settings.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import type { SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';

/**
 * DDIM (Song et al. 2020, arXiv:2010.02502, eq. 12 and 16).
 *     variance = (sigma_to / sigma_from)² · (1 − alpha_from² / alpha_to²)
 *     next = alpha_to·clean + √(sigma_to² − eta²·variance)·noise + eta·√variance·draw
 * `eta` 0 is deterministic, 1 is as random as DDPM. First order, one network call; draws when eta > 0. The noise is the
 * network's own also where the clean estimate is clipped; `clipped` (use_clipped_model_output) derives it from the
 * clipped estimate.
 */
export function ddim({ eta = 0, clipped = false }: { eta?: number; clipped?: boolean } = {}): Scheduler {
  return {
    memory: 0,
    async step({ latents, from, to, denoise, gaussian }) {
      const asked = await denoise(latents, from);
      const variance = (to.sigma / from.sigma) ** 2 * (1 - (from.alpha / to.alpha) ** 2);
      const spread = eta * Math.sqrt(Math.max(variance, 0));
      const terms: [Term, ...Term[]] = [[to.alpha, asked.clean]];
      // The last step has no noise left, which is not worked out then.
      const own = Math.sqrt(Math.max(to.sigma ** 2 - spread ** 2, 0));
      if (own !== 0) terms.push([own, clipped ? impliedNoise(asked) : asked.noise]);
      if (eta > 0) terms.push([spread, gaussian()]);
      return { latents: linearCombination(...terms), clean: asked.clean, remember: asked };
    },
  };
}

export const classes: SchedulerClasses = {
  DDIMScheduler: [alphaBar, trained, leading, zeroSnr, { set_alpha_to_one: true }],
};

export const sampling: SamplingSettings = {
  settings: [clipping, thresholding, { use_clipped_model_output: false }],
  takesEta: true,
};

export const method: SchedulerMethod = ({ use_clipped_model_output: clipped }, eta) => ddim({ eta, clipped });

export const facts: SchedulerFacts = {
  a1111: ['DDIM'],
  leonardo: ['DDIM'],
  paper: { paper: 'Song et al. 2020, Denoising Diffusion Implicit Models', arXiv: '2010.02502' },
};
