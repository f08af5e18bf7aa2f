import { InvalidArgumentError } from '../errors/index.js';
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
import type { Scheduler } from './scheduler.js';
import { tcd } from './tcd.js';
import { unipc } from './unipc.js';

/** Makes the scheduler of a name with what its settings say. */
export function makeScheduler(name: SchedulerName, settings: Settings, eta: number): Scheduler<unknown> {
  return makers[name](settings, eta);
}

const multistep = (settings: Settings): Scheduler =>
  dpmMultistep({
    form: exponentialForm(settings),
    order: settings.solver_order,
    solver: solverType(settings, 'midpoint', ['midpoint', 'heun']),
    lowerOrderFinal: settings.lower_order_final,
    eulerAtFinal: settings.euler_at_final,
    thresholded: settings.thresholding,
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
      solver: solverType(settings, 'midpoint', ['midpoint', 'heun']),
      lowerOrderFinal: settings.lower_order_final,
      endsClean: settings.final_sigmas_type === 'zero',
      thresholded: settings.thresholding,
    }),
  'dpmpp-sde': ({ s_noise }) => dpmppSde({ noise: s_noise }),
  unipc: (settings) =>
    unipc({
      order: settings.solver_order,
      solver: solverType(settings, 'bh2', ['bh1', 'bh2']),
      predictClean: settings.predict_x0,
      lowerOrderFinal: settings.lower_order_final,
      uncorrected: settings.disable_corrector,
    }),
  deis: (settings) =>
    deis({
      order: settings.solver_order,
      lowerOrderFinal: settings.lower_order_final,
      thresholded: settings.thresholding,
    }),
  'sa-solver': (settings) =>
    saSolver({
      predictorOrder: settings.predictor_order,
      correctorOrder: settings.corrector_order,
      predictClean: !['noise_prediction', 'dpmsolver', 'sde-dpmsolver'].includes(settings.algorithm_type),
      lowerOrderFinal: settings.lower_order_final,
      thresholded: settings.thresholding,
      tau: (timestep) => (timestep >= 200 && timestep <= 800 ? 1 : 0),
    }),
  lcm: ({ timestep_scaling }) => lcm({ scaling: timestep_scaling }),
  tcd: (_, eta) => tcd({ eta }),
  'flow-euler': ({ stochastic_sampling }) => flowEuler({ stochastic: stochastic_sampling }),
  'flow-heun': () => flowHeun,
};

/** Names of algorithms of the DPM-Solver family; other classes' algorithms count as the default. */
function exponentialForm({ algorithm_type, final_sigmas_type }: Settings): ExponentialForm {
  const forms: Record<string, ExponentialForm> = {
    'dpmsolver++': 'data',
    'sde-dpmsolver++': 'sde-data',
    dpmsolver: 'noise',
    'sde-dpmsolver': 'sde-noise',
    deis: 'data',
  };
  const form = forms[algorithm_type];
  if (form === undefined) {
    throw new InvalidArgumentError('config.algorithm_type', `one of ${Object.keys(forms).join(', ')}`, algorithm_type);
  }
  if (!form.endsWith('data') && final_sigmas_type === 'zero') {
    throw new InvalidArgumentError(
      'config.final_sigmas_type',
      `"sigma_min" with algorithm_type ${algorithm_type}`,
      final_sigmas_type,
    );
  }
  return form;
}

/** A solver_type, or the default where it is another class's. */
function solverType({ solver_type }: Settings, fallback: string, own: readonly string[]): string {
  if (own.includes(solver_type)) return solver_type;
  const others = ['midpoint', 'heun', 'logrho', 'bh1', 'bh2'];
  if (others.includes(solver_type)) return fallback;
  throw new InvalidArgumentError('config.solver_type', `one of ${own.join(', ')}`, solver_type);
}
