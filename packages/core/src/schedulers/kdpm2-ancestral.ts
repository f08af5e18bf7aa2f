import { type NoiseLevel, noiseRatio } from '../noise/level.js';
import { ancestralSplit } from './ancestral.js';
import { karrasSchedule } from './karras-schedule.js';
import { linspace, spacedSigmas, stableDiffusionBetas, trained } from './level-settings.js';
import { midpointStep } from './midpoint.js';
import type { OtherNames } from './other-names.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import { karrasPaper, type SchedulerFacts } from './scheduler-facts.js';
import type { SchedulerMethod } from './scheduler-method.js';

/**
 * KDPM2 ancestral, "DPM2 a": the midpoint step of KDPM2 down past the next level, then fresh noise up to it
 * (k-diffusion's sample_dpm_2_ancestral). The middle lies between σ_from and σ_down, which falls on σ_to itself. Two
 * network calls and one draw a step, the last step one call and no draw; first order as an SDE method.
 */
export const kdpm2Ancestral: Scheduler = {
  memory: 0,
  step: (input) => {
    const { down, up } = ancestralSplit(input.from, input.to);
    return midpointStep(input, down, () => [up, input.gaussian()]);
  },
};

/** The middle of the way down, before noise is put back. */
const middleOfDescent = (from: NoiseLevel, to: NoiseLevel) =>
  Math.sqrt(noiseRatio(from) * ancestralSplit(from, to).down);

export const classes: SchedulerClasses = {
  KDPM2AncestralDiscreteScheduler: [
    { name: 'karras', schedule: karrasSchedule, between: middleOfDescent, whole: true },
    trained,
    spacedSigmas,
    linspace,
    stableDiffusionBetas,
  ],
};

export const method: SchedulerMethod = () => kdpm2Ancestral;

export const otherNames: OtherNames = { 'DPM2 a': null };

export const facts: SchedulerFacts = { a1111: ['DPM2 a'], callsPerStep: 2, draws: 'always', paper: karrasPaper };
