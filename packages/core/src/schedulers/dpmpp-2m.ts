import { multistepMethod, multistepSampling } from './dpm-multistep.js';
import type { OtherNames } from './other-names.js';
import type { Variant } from './scheduler-class.js';
import { dpmSolverPaper, type SchedulerFacts } from './scheduler-facts.js';

export { multistepClasses as classes } from './dpm-multistep.js';

export const variant: Variant = { settings: { algorithm_type: 'dpmsolver++', solver_order: 2 } };

/** {@inheritDoc dpmMultistep} */
export const method = multistepMethod;
export const sampling = multistepSampling;

export const otherNames: OtherNames = { DPM_SOLVER: null };

export const facts: SchedulerFacts = { a1111: ['DPM++ 2M'], leonardo: ['DPM_SOLVER'], order: 2, paper: dpmSolverPaper };
