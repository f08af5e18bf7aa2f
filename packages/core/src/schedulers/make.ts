import type { SchedulerName } from './catalog.js';
import type { Settings } from './config.js';
import { ddim } from './ddim.js';
import { ddpm } from './ddpm.js';
import { deis } from './deis.js';
import { dpmMultistep } from './dpm-multistep.js';
import { dpmSinglestep } from './dpm-singlestep.js';
import { dpmppSde } from './dpmpp-sde.js';
import { euler } from './euler.js';
import { eulerAncestral } from './euler-ancestral.js';
import type { ExponentialForm } from './exponential.js';
import { flowEuler } from './flow-euler.js';
import { flowHeun, heun } from './heun.js';
import { kdpm2 } from './kdpm2.js';
import { kdpm2Ancestral } from './kdpm2-ancestral.js';
import { lcm } from './lcm.js';
import { lms } from './lms.js';
import { pndm } from './pndm.js';
import { saSolver } from './sa-solver.js';
import type { Schedule } from './schedule.js';
import type { Scheduler } from './scheduler.js';
import { tcd } from './tcd.js';
import { unipc } from './unipc.js';

/** The method that makes the steps of a schedule, as its settings ({@link samplingOf}) say. */
export function makeScheduler({ scheduler, eta }: Schedule, settings: Settings): Scheduler<unknown> {
  return makers[scheduler](settings, eta);
}

const multistep = (settings: Settings): Scheduler =>
  dpmMultistep({
    form: exponentialForm(settings),
    order: settings.solver_order,
    solver: settings.solver_type === 'heun' ? 'heun' : 'midpoint',
    lowerOrderFinal: settings.lower_order_final,
    eulerAtFinal: settings.euler_at_final,
    thresholded: settings.thresholding ?? false,
  });

const makers: Record<SchedulerName, (settings: Settings, eta: number) => Scheduler<unknown>> = {
  ddim: ({ use_clipped_model_output: clipped }, eta) => ddim({ eta, clipped }),
  pndm: () => pndm,
  euler: ({ s_churn, s_tmin, s_tmax, s_noise }) =>
    euler(s_churn > 0 ? { amount: s_churn, from: s_tmin, to: s_tmax, noise: s_noise } : undefined),
  'euler-ancestral': () => eulerAncestral,
  'dpmpp-2m': multistep,
  'dpmpp-2m-sde': multistep,
  'dpmpp-3m': multistep,
  ddpm: ({ variance_type }) => ddpm({ large: variance_type === 'fixed_large' }),
  lms: ({ order }) => lms({ order }),
  heun: () => heun,
  kdpm2: () => kdpm2,
  'kdpm2-ancestral': () => kdpm2Ancestral,
  'dpmpp-2s': (settings) =>
    dpmSinglestep({
      form: exponentialForm(settings),
      order: settings.solver_order,
      solver: settings.solver_type === 'heun' ? 'heun' : 'midpoint',
      lowerOrderFinal: settings.lower_order_final,
      endsClean: settings.final_sigmas_type === 'zero',
      thresholded: settings.thresholding ?? false,
    }),
  'dpmpp-sde': ({ s_noise }) => dpmppSde({ noise: s_noise }),
  unipc: (settings) =>
    unipc({
      order: settings.solver_order,
      solver: settings.solver_type === 'bh1' ? 'bh1' : 'bh2',
      predictClean: settings.predict_x0,
      lowerOrderFinal: settings.lower_order_final,
      uncorrected: settings.disable_corrector,
    }),
  deis: (settings) =>
    deis({
      order: settings.solver_order,
      lowerOrderFinal: settings.lower_order_final,
      thresholded: settings.thresholding ?? false,
    }),
  'sa-solver': (settings) =>
    saSolver({
      predictorOrder: settings.predictor_order,
      correctorOrder: settings.corrector_order,
      predictClean: !['noise_prediction', 'dpmsolver', 'sde-dpmsolver'].includes(settings.algorithm_type),
      lowerOrderFinal: settings.lower_order_final,
      thresholded: settings.thresholding ?? false,
      tau: (timestep) => (timestep >= 200 && timestep <= 800 ? 1 : 0),
    }),
  lcm: ({ timestep_scaling }) => lcm({ scaling: timestep_scaling }),
  tcd: (_, eta) => tcd({ eta }),
  'flow-euler': ({ stochastic_sampling }) => flowEuler({ stochastic: stochastic_sampling }),
  'flow-heun': () => flowHeun,
};

/** What an algorithm of the DPM-Solver family integrates; other classes' algorithms count as the default. */
function exponentialForm({ algorithm_type }: Settings): ExponentialForm {
  const forms: Record<string, ExponentialForm> = {
    'sde-dpmsolver++': 'sde-data',
    dpmsolver: 'noise',
    'sde-dpmsolver': 'sde-noise',
  };
  return forms[algorithm_type] ?? 'data';
}
