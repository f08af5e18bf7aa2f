import { multistepMethod, multistepSampling } from './dpm-multistep.js';
import type { OtherNames } from './other-names.js';
import type { Variant } from './scheduler-class.js';
import { dpmSolverPaper, type SchedulerFacts } from './scheduler-facts.js';

export { multistepClasses as classes } from './dpm-multistep.js';

export const variant: Variant = {
  settings: { algorithm_type: 'sde-dpmsolver++', solver_order: 2 },
  isMeantBy: ({ algorithm_type }) => `${algorithm_type}`.startsWith('sde'),
};

/** {@inheritDoc dpmMultistep} */
export const method = multistepMethod;
export const sampling = multistepSampling;

const algorithm_type = 'sde-dpmsolver++';

export const otherNames: OtherNames = {
  'DPM++ 2M SDE Heun': { algorithm_type, solver_order: 2, solver_type: 'heun' },
  'DPM++ 3M SDE': { algorithm_type, solver_order: 3 },
};

export const facts: SchedulerFacts = { a1111: ['DPM++ 2M SDE'], draws: 'always', paper: dpmSolverPaper };
