import { linearCombination, type Term } from '../tensor/linear-combination.js';
import { alphaBarSchedule } from './alpha-bar-schedule.js';
import { leading, trained, zeroSnr } from './level-settings.js';
import { clipping, thresholding } from './sampling-settings.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import type { SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';

/**
 * DDPM, ancestral sampling of the posterior (Ho et al. 2020, arXiv:2006.11239, eq. 7 and algorithm 2). With β = 1 −
 * (alpha_from/alpha_to)²:
 *     mean = alpha_to·β/sigma_from² · clean + (alpha_from/alpha_to)·sigma_to²/sigma_from² · latents
 *     next = mean + √variance · draw,  variance = sigma_to²/sigma_from²·β (`fixed_small`) or β (`fixed_large`)
 * First order, one network call and one draw a step, none at timestep 0.
 */
export const ddpm = ({ large = false }: { large?: boolean } = {}): Scheduler => ({
  memory: 0,
  async step({ latents, from, to, denoise, gaussian }) {
    const asked = await denoise(latents, from);
    const ratio = from.alpha / to.alpha;
    const beta = 1 - ratio * ratio;
    const share = (to.sigma / from.sigma) ** 2;
    const terms: [Term, ...Term[]] = [[(to.alpha * beta) / from.sigma ** 2, asked.clean]];
    terms.push([ratio * share, latents]);
    // The reference keeps the variance above 0, so that its logarithm exists; kept, since the draw counts.
    if (from.timestep > 0) terms.push([Math.sqrt(large ? beta : Math.max(share * beta, 1e-20)), gaussian()]);
    return { latents: linearCombination(...terms), clean: asked.clean, remember: asked };
  },
});

export const classes: SchedulerClasses = {
  DDPMScheduler: [{ name: 'alpha-bar', schedule: alphaBarSchedule, chained: true }, trained, leading, zeroSnr],
};

export const sampling: SamplingSettings = { settings: [clipping, thresholding, { variance_type: 'fixed_small' }] };

export const method: SchedulerMethod = ({ variance_type }) => ddpm({ large: variance_type === 'fixed_large' });

export const facts: SchedulerFacts = {
  draws: 'always',
  paper: { paper: 'Ho et al. 2020, Denoising Diffusion Probabilistic Models', arXiv: '2006.11239' },
};
