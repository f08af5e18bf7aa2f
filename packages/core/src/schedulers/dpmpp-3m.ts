import { multistepMethod, multistepSampling } from './dpm-multistep.js';
import type { Variant } from './scheduler-class.js';
import { dpmSolverPaper, type SchedulerFacts } from './scheduler-facts.js';

export { multistepClasses as classes } from './dpm-multistep.js';

export const variant: Variant = {
  settings: { algorithm_type: 'dpmsolver++', solver_order: 3 },
  isMeantBy: ({ solver_order }) => solver_order === 3,
};

/** {@inheritDoc dpmMultistep} */
export const method = multistepMethod;
export const sampling = multistepSampling;

export const facts: SchedulerFacts = { a1111: ['DPM++ 3M'], order: 3, paper: dpmSolverPaper };
