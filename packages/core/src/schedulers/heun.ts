import { heunOver } from './heun-over.js';
import { karrasSchedule } from './karras-schedule.js';
import { linspace, spacedSigmas, stableDiffusionBetas, trained } from './level-settings.js';
import { clipping } from './sampling-settings.js';
import type { SchedulerClasses } from './scheduler-class.js';
import { karrasPaper, type SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';

/**
 * Heun's method: an Euler step to the next level, the slope there, and the step again with the mean of both slopes
 * (Karras et al. 2022, arXiv:2206.00364, algorithm 1).
 *     d₁ = (y − clean₁) / s   d₂ = (y₁ − clean₂) / s_to   next = y + (s_to − s)·(d₁ + d₂)/2
 * On diffusion levels y = latents / alpha and s = sigma / alpha; on flow levels y = latents and s = sigma, where the
 * slope is the flow itself. Second order, two network calls a step (one in the last), no draw.
 */
export const heun = /* @__PURE__ */ heunOver(({ alpha }) => 1 / alpha);

export const classes: SchedulerClasses = {
  HeunDiscreteScheduler: [
    { name: 'karras', schedule: karrasSchedule, asksAgain: true, countsTwice: true },
    trained,
    spacedSigmas,
    linspace,
    stableDiffusionBetas,
  ],
};

export const sampling: SamplingSettings = { settings: [clipping, { clip_sample: false }] };

export const method: SchedulerMethod = () => heun;

export const facts: SchedulerFacts = { a1111: ['Heun'], order: 2, callsPerStep: 2, paper: karrasPaper };
