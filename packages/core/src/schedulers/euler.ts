import { noiseRatio } from '../noise/level.js';
import { linearCombination } from '../tensor/linear-combination.js';
import { edm } from './edm-schedule.js';
import { karras } from './karras-schedule.js';
import { edmSettings, endsClean, length, linspace, spacedSigmas, trained, zeroSnr } from './level-settings.js';
import { moveByClean } from './move-latents.js';
import type { OtherNames } from './other-names.js';
import { churning } from './sampling-settings.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import { karrasPaper, type SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';

/**
 * Stochastic churn: noise put back before a step (Karras et al. 2022, arXiv:2206.00364, algorithm 2). Off by default.
 */
export interface Churn {
  /** S_churn over the whole schedule; 0 is off. */
  readonly amount: number;
  /** Only at Karras σ from … to. */
  readonly from: number;
  readonly to: number;
  /** S_noise, the size of the noise put back. */
  readonly noise: number;
}

/**
 * Euler: walks the straight line from the noisy latents through the predicted clean ones.
 *     noise = (latents − alpha_from·clean) / sigma_from
 *     next  = alpha_to·clean + sigma_to·noise
 * On Karras levels: algorithm 1 of Karras et al. (2022, arXiv:2206.00364) without its second half; on
 * variance-preserving ones the deterministic DDIM (Song et al. 2020, arXiv:2010.02502, eq. 12, σ = 0); on flow levels
 * the rectified-flow step (Liu et al. 2022, arXiv:2209.03003). First order, one network call, no draw unless churned.
 */
export function euler(churn?: Churn): Scheduler {
  return {
    memory: 0,
    async step({ latents, from, to, denoise, interpret, prediction, gaussian, path }) {
      const asked = await denoise(latents, from);
      const sigma = noiseRatio(from);
      const single = Math.fround(sigma); // so that a bound which is the level itself counts as inside
      const inside = churn !== undefined && Math.fround(churn.from) <= single && single <= Math.fround(churn.to);
      const gamma = inside ? Math.min(churn.amount / (path.levels.length - 1), Math.SQRT2 - 1) : 0;
      if (gamma === 0) {
        return { latents: moveByClean(latents, asked.clean, from, to), clean: asked.clean, remember: asked };
      }
      // As diffusers does it: the network was asked before noise is added, and its answer is read for the noisier
      // latents (a v output still with the old level's weights).
      const raised = sigma * (gamma + 1);
      const added = Math.sqrt(raised ** 2 - sigma ** 2);
      const alpha = prediction.type === 'v' ? from.alpha : 1 / Math.hypot(1 / from.alpha, added);
      const churned = linearCombination([alpha / from.alpha, latents], [churn!.noise * added * alpha, gaussian()]);
      const level = { ...from, alpha, sigma: raised * alpha };
      const read = interpret(asked.output, churned, prediction.type === 'v' ? from : level);
      return { latents: moveByClean(churned, read.clean, level, to), clean: read.clean, remember: read };
    },
  };
}

export const classes: SchedulerClasses = {
  EulerDiscreteScheduler: [
    karras,
    trained,
    spacedSigmas,
    linspace,
    zeroSnr,
    endsClean,
    { interpolation_type: 'linear', timestep_type: 'discrete' },
  ],
  EDMEulerScheduler: [edm, length, endsClean, edmSettings],
};

export const sampling: SamplingSettings = { settings: [churning] };

export const method: SchedulerMethod = ({ s_churn, s_tmin, s_tmax, s_noise }) =>
  euler(s_churn > 0 ? { amount: s_churn, from: s_tmin, to: s_tmax, noise: s_noise } : undefined);

export const otherNames: OtherNames = { k_euler: null };

export const facts: SchedulerFacts = {
  a1111: ['Euler'],
  leonardo: ['EULER_DISCRETE'],
  draws: 'option',
  paper: karrasPaper,
};
