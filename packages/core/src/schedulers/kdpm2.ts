import { noiseRatio } from '../noise/level.js';
import { geometricMiddle, karrasSchedule } from './karras-schedule.js';
import { linspace, spacedSigmas, stableDiffusionBetas, trained } from './level-settings.js';
import { midpointStep } from './midpoint.js';
import type { OtherNames } from './other-names.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import { karrasPaper, type SchedulerFacts } from './scheduler-facts.js';
import type { SchedulerMethod } from './scheduler-method.js';

/**
 * KDPM2, "DPM2": DPM-Solver-2 in Karras units, a midpoint step whose middle is the geometric mean of the two σ (Karras
 * et al. 2022, arXiv:2206.00364, §3; Lu et al. 2022, arXiv:2206.00927, algorithm 1).
 *     next = latents/alpha_from + (σ_to − σ_from)·noise_via, in Karras units
 * Second order, two network calls a step (one in the last), no draw.
 */
export const kdpm2: Scheduler = {
  memory: 0,
  step: (input) => midpointStep(input, noiseRatio(input.to)),
};

export const classes: SchedulerClasses = {
  KDPM2DiscreteScheduler: [
    { name: 'karras', schedule: karrasSchedule, between: geometricMiddle, whole: true },
    trained,
    spacedSigmas,
    linspace,
    stableDiffusionBetas,
  ],
};

export const method: SchedulerMethod = () => kdpm2;

export const otherNames: OtherNames = { DPM2: null };

export const facts: SchedulerFacts = { a1111: ['DPM2'], order: 2, callsPerStep: 2, paper: karrasPaper };
