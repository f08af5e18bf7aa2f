import { ancestralMove } from './ancestral.js';
import { karras } from './karras-schedule.js';
import { linspace, trained, zeroSnr } from './level-settings.js';
import type { OtherNames } from './other-names.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import { karrasPaper, type SchedulerFacts } from './scheduler-facts.js';
import type { SchedulerMethod } from './scheduler-method.js';

/**
 * Euler ancestral: an Euler step down past the next level, then fresh noise up to it (k-diffusion's
 * sample_euler_ancestral; the DDPM posterior of Ho et al. 2020, arXiv:2006.11239, in the σ of Karras et al. 2022,
 * arXiv:2206.00364).
 *     next = alpha_to · (clean + σ_down·noise + σ_up·draw)
 * First order, one network call and one draw a step; the last step draws too and multiplies by 0.
 */
export const eulerAncestral: Scheduler = {
  memory: 0,
  async step({ latents, from, to, denoise, gaussian }) {
    const asked = await denoise(latents, from);
    return {
      latents: ancestralMove(latents, asked.clean, from, to, gaussian()),
      clean: asked.clean,
      remember: asked,
    };
  },
};

export const classes: SchedulerClasses = {
  EulerAncestralDiscreteScheduler: [karras, trained, linspace, zeroSnr],
};

export const method: SchedulerMethod = () => eulerAncestral;

export const otherNames: OtherNames = { 'Euler a': null, k_euler_a: null };

export const facts: SchedulerFacts = {
  a1111: ['Euler a'],
  leonardo: ['EULER_ANCESTRAL_DISCRETE'],
  draws: 'always',
  paper: karrasPaper,
};
