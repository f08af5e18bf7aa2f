import { addNoise } from '../noise/add-noise.js';
import { euler } from './euler.js';
import { flowSchedule } from './flow-schedule.js';
import { dynamicShifting, length, spacedSigmas, stretched } from './level-settings.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import { flowPaper, type SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';

/**
 * Euler on a flow's straight paths (Liu et al. 2022, arXiv:2209.03003; Esser et al. 2024, arXiv:2403.03206):
 *     next = latents + (sigma_to − sigma_from)·flow
 * which is {@link euler} on the pairs (1 − σ, σ). First order, one network call, no draw. `stochastic`
 * (stochastic_sampling) instead takes the clean estimate and brings it to the next level with fresh noise.
 */
export const flowEuler = ({ stochastic = false }: { stochastic?: boolean } = {}): Scheduler =>
  stochastic
    ? {
        memory: 0,
        async step({ latents, from, to, denoise, gaussian }) {
          const asked = await denoise(latents, from);
          return { latents: addNoise(asked.clean, gaussian(), to), clean: asked.clean, remember: asked };
        },
      }
    : euler();

export const classes: SchedulerClasses = {
  FlowMatchEulerDiscreteScheduler: [
    { name: 'flow', schedule: flowSchedule },
    length,
    spacedSigmas,
    dynamicShifting,
    stretched,
    { shift: 1, invert_sigmas: false },
  ],
};

export const sampling: SamplingSettings = {
  // The ends of the shift are for whoever works out `mu`: see shiftForSize.
  settings: [
    {
      base_shift: 0.5,
      max_shift: 1.15,
      base_image_seq_len: 256,
      max_image_seq_len: 4096,
      stochastic_sampling: false,
    },
  ],
};

export const method: SchedulerMethod = ({ stochastic_sampling: stochastic }) => flowEuler({ stochastic });

export const facts: SchedulerFacts = { draws: 'option', paper: flowPaper };
