import { linearCombination } from '../tensor/linear-combination.js';
import { ancestralMove } from './ancestral.js';
import { geometricMiddle, karrasSchedule } from './karras-schedule.js';
import { linspace, spacedSigmas, stableDiffusionBetas, trained } from './level-settings.js';
import { moveByClean } from './move-latents.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import { dpmSolverPaper, type SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';

/**
 * DPM++ SDE: an ancestral step to the level between (geometric mean of the two σ), the estimate there, and the
 * ancestral step again from the beginning with that estimate (k-diffusion's sample_dpmpp_sde, r = 1/2; Lu et al. 2022,
 * arXiv:2211.01095, in its SDE form). Two network calls and two draws a step, the last step one call and no draw.
 *
 * diffusers draws from a Brownian tree, which makes a step's two draws correlated and independent of the step size;
 * here they are two plain draws of the caller's generator, so pictures of one seed differ from diffusers' while each
 * draw's law is the same.
 */
export const dpmppSde = ({ noise = 1 }: { noise?: number } = {}): Scheduler => ({
  memory: 0,
  async step({ latents, from, to, via, denoise, gaussian }) {
    const first = await denoise(latents, from);
    if (via === undefined) {
      return { latents: moveByClean(latents, first.clean, from, to), clean: first.clean, remember: first };
    }
    const draw = () => (noise === 1 ? gaussian() : linearCombination([noise, gaussian()]));
    const middle = await denoise(ancestralMove(latents, first.clean, from, via, draw()), via);
    return {
      latents: ancestralMove(latents, middle.clean, from, to, draw()),
      clean: middle.clean,
      remember: first,
    };
  },
});

export const classes: SchedulerClasses = {
  DPMSolverSDEScheduler: [
    { name: 'karras', schedule: karrasSchedule, between: geometricMiddle, ownEnds: true },
    trained,
    spacedSigmas,
    linspace,
    stableDiffusionBetas,
  ],
};

export const sampling: SamplingSettings = { settings: [{ s_noise: 1 }] };

export const method: SchedulerMethod = ({ s_noise: noise }) => dpmppSde({ noise });

export const facts: SchedulerFacts = { a1111: ['DPM++ SDE'], callsPerStep: 2, draws: 'always', paper: dpmSolverPaper };
