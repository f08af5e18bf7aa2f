import { dpmSinglestep } from './dpm-singlestep.js';
import { algorithm, checkAlgorithm, dpmOptions } from './dpm-solver.js';
import { lambda } from './lambda-schedule.js';
import { dynamicShifting, endsClean, flowSigmas, lambdaLimit, spacedSigmas, trained } from './level-settings.js';
import type { OtherNames } from './other-names.js';
import { multistep } from './sampling-settings.js';
import type { SchedulerClasses, Variant } from './scheduler-class.js';
import { dpmSolverPaper, type SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';

export const classes: SchedulerClasses = {
  DPMSolverSinglestepScheduler: [lambda, trained, spacedSigmas, flowSigmas, dynamicShifting, lambdaLimit, endsClean],
};

export const variant: Variant = { settings: { algorithm_type: 'dpmsolver++', solver_order: 2 } };

/** {@inheritDoc dpmSinglestep} */
export const method: SchedulerMethod = (settings) =>
  dpmSinglestep({
    ...dpmOptions(settings),
    lowerOrderFinal: settings.lower_order_final,
    endsClean: settings.final_sigmas_type === 'zero',
  });

export const sampling: SamplingSettings = {
  settings: [multistep, algorithm, { variance_type: null, lower_order_final: false }],
  check: checkAlgorithm,
};

export const otherNames: OtherNames = { 'DPM++ 2S a': { algorithm_type: 'sde-dpmsolver++', solver_order: 2 } };

export const facts: SchedulerFacts = { a1111: ['DPM++ 2S'], order: 2, paper: dpmSolverPaper };
