import { logRatio } from '../noise/level.js';
import { algorithm, checkAlgorithm, type DpmOptions, dpmOptions, dpmSolver } from './dpm-solver.js';
import { edm } from './edm-schedule.js';
import { finalOrder } from './final-order.js';
import { lambdaSchedule } from './lambda-schedule.js';
import {
  dynamicShifting,
  edmSettings,
  endsClean,
  flowSigmas,
  lambdaLimit,
  length,
  linspace,
  spacedSigmas,
  trained,
  zeroSnr,
} from './level-settings.js';
import { multistep } from './sampling-settings.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';

export interface DpmMultistepOptions extends DpmOptions {
  /** Below 15 steps the last steps fall back to lower orders. */
  readonly lowerOrderFinal: boolean;
  readonly eulerAtFinal: boolean;
}

/**
 * DPM-Solver++ multistep, 2M and 3M (Lu et al. 2022, arXiv:2211.01095, algorithm 2), its SDE form 2M SDE, and the older
 * DPM-Solver multistep (arXiv:2206.00927). Derivatives come from the estimates of earlier steps:
 *     D₁ = (m₀ − m₁) / r₀,  r₀ = h₋₁ / h        (order 2)
 *     and by the divided differences of three estimates (order 3)
 * One network call a step; it begins at order 1 and rises as its history fills. The SDE form draws in every step.
 */
export function dpmMultistep(options: DpmMultistepOptions): Scheduler {
  return dpmSolver(options, {
    restarts: false,
    order: (path) => Math.min(options.order, finalOrder(options, path)),
    shares(levels, to, [w0, w1, w2]) {
      const [l0, l1, l2] = levels.map(logRatio);
      const h = logRatio(to) - l0!;
      const r0 = (l0! - l1!) / h;
      if (l2 === undefined) return [w0 + w1 / r0, -w1 / r0];
      // D₁ = a + r₀/(r₀+r₁)·(a − b), D₂ = (a − b)/(r₀+r₁) with a = (m₀−m₁)/r₀, b = (m₁−m₂)/r₁
      const r1 = (l1! - l2) / h;
      const b = -(w1 * r0 + w2) / (r0 + r1);
      const a = w1 - b;
      return [w0 + a / r0, -a / r0 + b / r1, -b / r1];
    },
  });
}

/** The diffusers classes of all of these. */
export const multistepClasses: SchedulerClasses = {
  DPMSolverMultistepScheduler: [
    { name: 'lambda', schedule: lambdaSchedule, cutsOnCosine: true },
    trained,
    spacedSigmas,
    flowSigmas,
    dynamicShifting,
    lambdaLimit,
    endsClean,
    linspace,
    zeroSnr,
    { use_lu_lambdas: false },
  ],
  EDMDPMSolverMultistepScheduler: [edm, length, endsClean, edmSettings],
};

/** How all of these are made of their settings. */
export const multistepSampling: SamplingSettings = {
  settings: [multistep, algorithm, { variance_type: null, euler_at_final: false }],
  check: checkAlgorithm,
};

export const multistepMethod: SchedulerMethod = (settings) =>
  dpmMultistep({
    ...dpmOptions(settings),
    lowerOrderFinal: settings.lower_order_final,
    eulerAtFinal: settings.euler_at_final,
  });
