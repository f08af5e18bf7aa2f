import { noiseRatio } from '../noise/level.js';
import { linearCombination, type Term } from '../tensor/linear-combination.js';
import { adamsWeights } from './adams.js';
import { karrasSchedule } from './karras-schedule.js';
import { linspace, spacedSigmas, trained } from './level-settings.js';
import type { OtherNames } from './other-names.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import { karrasPaper, type SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';

/**
 * LMS, "KLMS": Adams-Bashforth in Karras units, of order 4 unless told otherwise (k-diffusion's sample_lms by K.
 * Crowson).
 *     next = alpha_to · (latents/alpha_from + Σ c_i·noise_{−i}),  c_i = ∫ L_i(σ) dσ over the σ of this and earlier steps
 * One network call a step, no draw.
 *
 * A quirk of diffusers that is agreed with: after `strength` has cut the schedule, the weights count on the steps that
 * were cut off, whose slopes do not exist and are left out, so the first steps' weights do not sum to the step. With
 * very many steps the last one, from the smallest σ to 0, is much longer than those before, and extrapolating over it
 * is unstable.
 */
export const lms = ({ order = 4 }: { order?: number } = {}): Scheduler => ({
  memory: order - 1,
  async step({ latents, from, to, denoise, history, path }) {
    const asked = await denoise(latents, from);
    const nodes = Array.from({ length: Math.min(order, path.index + 1) }, (_, i) =>
      noiseRatio(path.levels[path.index - i]!),
    );
    const weights = adamsWeights(nodes, noiseRatio(from), noiseRatio(to), 0);
    const terms: [Term, ...Term[]] = [[to.alpha / from.alpha, latents]];
    for (const [i, { noise }] of [asked, ...history].entries()) {
      if (i < weights.length) terms.push([to.alpha * weights[i]!, noise]);
    }
    return { latents: linearCombination(...terms), clean: asked.clean, remember: asked };
  },
});

export const classes: SchedulerClasses = {
  LMSDiscreteScheduler: [{ name: 'karras', schedule: karrasSchedule, ownEnds: true }, trained, spacedSigmas, linspace],
};

export const sampling: SamplingSettings = { settings: [{ order: 4 }] };

export const method: SchedulerMethod = ({ order }) => lms({ order });

export const otherNames: OtherNames = { KLMS: null };

export const facts: SchedulerFacts = { a1111: ['LMS'], leonardo: ['KLMS'], order: 4, paper: karrasPaper };
