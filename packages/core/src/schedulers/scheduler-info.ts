import type { SigmaSpacing } from '../noise/sigma-spacing.js';
import { type SchedulerName, variants } from './catalog.js';
import { type ClassName, classOf, schedulerClasses, takesSigmas } from './classes.js';
import type { Settings } from './config.js';
import { predictionTypes } from './sampling.js';

/** What there is to know of a scheduler before one chooses it. */
export interface SchedulerInfo {
  readonly name: SchedulerName;
  /** Order of convergence on the ODE; 1 for methods that draw noise. */
  readonly order: number;
  /** Network calls a step, the last step aside. */
  readonly callsPerStep: number;
  /** Whether it draws noise: never, always, or when an option asks for it. */
  readonly stochastic: boolean | 'eta' | 'option';
  /** The `sigmas` that it takes; each takes the caller's own list too, unless it has `default` only. */
  readonly sigmas: readonly Exclude<SigmaSpacing, 'lu'>[];
  /** The `prediction_type`s that it takes. */
  readonly predictionTypes: readonly string[];
  /** Whether it is for flow-matching models (SD3, FLUX): only, by config (use_flow_sigmas), or not. */
  readonly flow: boolean | 'config';
  readonly paper: string;
  readonly arXiv: string;
  /** The diffusers class. */
  readonly diffusers: ClassName;
  /** AUTOMATIC1111's labels, without the noise schedule. */
  readonly a1111: readonly string[];
  /** Leonardo's enum. */
  readonly leonardo: readonly string[];
  /** What the name means beyond its class. */
  readonly settings: Partial<Settings>;
}

const karrasPaper = {
  paper: 'Karras et al. 2022, Elucidating the Design Space of Diffusion-Based Generative Models',
  arXiv: '2206.00364',
};
const dpmPaper = {
  paper: 'Lu et al. 2022, DPM-Solver++: Fast Solver for Guided Sampling of Diffusion Probabilistic Models',
  arXiv: '2211.01095',
};
const flowPaper = {
  paper: 'Liu et al. 2022, Flow Straight and Fast: Learning to Generate and Transfer Data with Rectified Flow',
  arXiv: '2209.03003',
};

type Told = Omit<SchedulerInfo, 'sigmas' | 'predictionTypes' | 'flow' | 'diffusers' | 'settings'>;

const defaults = { order: 1, callsPerStep: 1, stochastic: false, a1111: [], leonardo: [] } as const;

const told: readonly Told[] = [
  {
    ...defaults,
    name: 'ddim',
    stochastic: 'eta',
    paper: 'Song et al. 2020, Denoising Diffusion Implicit Models',
    arXiv: '2010.02502',
    a1111: ['DDIM'],
    leonardo: ['DDIM'],
  },
  {
    ...defaults,
    name: 'ddpm',
    stochastic: true,
    paper: 'Ho et al. 2020, Denoising Diffusion Probabilistic Models',
    arXiv: '2006.11239',
  },
  {
    ...defaults,
    name: 'pndm',
    order: 4,
    paper: 'Liu et al. 2022, Pseudo Numerical Methods for Diffusion Models on Manifolds',
    arXiv: '2202.09778',
    a1111: ['PLMS'],
    leonardo: ['PNDM'],
  },
  {
    ...defaults,
    ...karrasPaper,
    name: 'lms',
    order: 4,
    a1111: ['LMS'],
    leonardo: ['KLMS'],
  },
  {
    ...defaults,
    ...karrasPaper,
    name: 'euler',
    stochastic: 'option',
    a1111: ['Euler'],
    leonardo: ['EULER_DISCRETE'],
  },
  {
    ...defaults,
    ...karrasPaper,
    name: 'euler-ancestral',
    stochastic: true,
    a1111: ['Euler a'],
    leonardo: ['EULER_ANCESTRAL_DISCRETE'],
  },
  {
    ...defaults,
    ...karrasPaper,
    name: 'heun',
    order: 2,
    callsPerStep: 2,
    a1111: ['Heun'],
  },
  {
    ...defaults,
    ...karrasPaper,
    name: 'kdpm2',
    order: 2,
    callsPerStep: 2,
    a1111: ['DPM2'],
  },
  {
    ...defaults,
    ...karrasPaper,
    name: 'kdpm2-ancestral',
    callsPerStep: 2,
    stochastic: true,
    a1111: ['DPM2 a'],
  },
  {
    ...defaults,
    ...dpmPaper,
    name: 'dpmpp-2m',
    order: 2,
    a1111: ['DPM++ 2M'],
    leonardo: ['DPM_SOLVER'],
  },
  {
    ...defaults,
    ...dpmPaper,
    name: 'dpmpp-2m-sde',
    stochastic: true,
    a1111: ['DPM++ 2M SDE'],
  },
  {
    ...defaults,
    ...dpmPaper,
    name: 'dpmpp-3m',
    order: 3,
    a1111: ['DPM++ 3M'],
  },
  {
    ...defaults,
    ...dpmPaper,
    name: 'dpmpp-2s',
    order: 2,
    a1111: ['DPM++ 2S'],
  },
  {
    ...defaults,
    ...dpmPaper,
    name: 'dpmpp-sde',
    callsPerStep: 2,
    stochastic: true,
    a1111: ['DPM++ SDE'],
  },
  {
    ...defaults,
    name: 'unipc',
    order: 2,
    paper: 'Zhao et al. 2023, UniPC: A Unified Predictor-Corrector Framework for Fast Sampling of Diffusion Models',
    arXiv: '2302.04867',
    a1111: ['UniPC'],
  },
  {
    ...defaults,
    name: 'deis',
    order: 2,
    paper: 'Zhang and Chen 2022, Fast Sampling of Diffusion Models with Exponential Integrator',
    arXiv: '2204.13902',
    a1111: ['DEIS'],
  },
  {
    ...defaults,
    name: 'sa-solver',
    stochastic: true,
    paper: 'Xue et al. 2023, SA-Solver: Stochastic Adams Solver for Fast Sampling of Diffusion Models',
    arXiv: '2309.05019',
    a1111: ['SA Solver'],
  },
  {
    ...defaults,
    name: 'lcm',
    stochastic: true,
    paper: 'Luo et al. 2023, Latent Consistency Models: Synthesizing High-Resolution Images with Few-Step Inference',
    arXiv: '2310.04378',
    a1111: ['LCM'],
  },
  {
    ...defaults,
    name: 'tcd',
    stochastic: 'eta',
    paper: 'Zheng et al. 2024, Trajectory Consistency Distillation',
    arXiv: '2402.19159',
    a1111: ['TCD'],
  },
  {
    ...defaults,
    ...flowPaper,
    name: 'flow-euler',
    stochastic: 'option',
  },
  {
    ...defaults,
    ...flowPaper,
    name: 'flow-heun',
    order: 2,
    callsPerStep: 2,
  },
];

/** Every scheduler, in the order of the documentation. */
export const schedulers: readonly SchedulerInfo[] = /* @__PURE__ */ told.map((facts) => {
  const diffusers = classOf(facts.name)!;
  const [, table] = schedulerClasses[diffusers];
  return {
    ...facts,
    sigmas: takesSigmas(table) ? ['default', 'karras', 'exponential', 'beta'] : ['default'],
    predictionTypes: predictionTypes(diffusers),
    flow: table === 'flow' || (table === 'lambda' && 'config'),
    diffusers,
    settings: variants[facts.name] ?? {},
  };
});
