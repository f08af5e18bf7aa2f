import type { SigmaSpacing } from '../noise/sigma-spacing.js';
import type { ClassName } from './classes.js';
import type { Settings } from './config.js';

export type SchedulerName =
  | 'ddim'
  | 'ddpm'
  | 'pndm'
  | 'lms'
  | 'euler'
  | 'euler-ancestral'
  | 'heun'
  | 'kdpm2'
  | 'kdpm2-ancestral'
  | 'dpmpp-2m'
  | 'dpmpp-2m-sde'
  | 'dpmpp-3m'
  | 'dpmpp-2s'
  | 'dpmpp-sde'
  | 'unipc'
  | 'deis'
  | 'sa-solver'
  | 'lcm'
  | 'tcd'
  | 'flow-euler'
  | 'flow-heun';

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

const spaced = ['default', 'karras', 'exponential', 'beta'] as const;
const diffusion = ['epsilon', 'v_prediction', 'sample'] as const;
const either = [...diffusion, 'flow_prediction'] as const;

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

const defaults = {
  order: 1,
  callsPerStep: 1,
  stochastic: false,
  sigmas: spaced,
  predictionTypes: diffusion,
  flow: false,
  a1111: [],
  leonardo: [],
  settings: {},
} as const;

/** Every scheduler, in the order of the documentation. */
export const schedulers: readonly SchedulerInfo[] = [
  {
    ...defaults,
    name: 'ddim',
    stochastic: 'eta',
    sigmas: ['default'],
    diffusers: 'DDIMScheduler',
    paper: 'Song et al. 2020, Denoising Diffusion Implicit Models',
    arXiv: '2010.02502',
    a1111: ['DDIM'],
    leonardo: ['DDIM'],
  },
  {
    ...defaults,
    name: 'ddpm',
    stochastic: true,
    sigmas: ['default'],
    diffusers: 'DDPMScheduler',
    paper: 'Ho et al. 2020, Denoising Diffusion Probabilistic Models',
    arXiv: '2006.11239',
  },
  {
    ...defaults,
    name: 'pndm',
    order: 4,
    sigmas: ['default'],
    predictionTypes: ['epsilon', 'v_prediction'],
    diffusers: 'PNDMScheduler',
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
    diffusers: 'LMSDiscreteScheduler',
    a1111: ['LMS'],
    leonardo: ['KLMS'],
  },
  {
    ...defaults,
    ...karrasPaper,
    name: 'euler',
    stochastic: 'option',
    diffusers: 'EulerDiscreteScheduler',
    a1111: ['Euler'],
    leonardo: ['EULER_DISCRETE'],
  },
  {
    ...defaults,
    ...karrasPaper,
    name: 'euler-ancestral',
    stochastic: true,
    diffusers: 'EulerAncestralDiscreteScheduler',
    a1111: ['Euler a'],
    leonardo: ['EULER_ANCESTRAL_DISCRETE'],
  },
  {
    ...defaults,
    ...karrasPaper,
    name: 'heun',
    order: 2,
    callsPerStep: 2,
    diffusers: 'HeunDiscreteScheduler',
    a1111: ['Heun'],
  },
  {
    ...defaults,
    ...karrasPaper,
    name: 'kdpm2',
    order: 2,
    callsPerStep: 2,
    diffusers: 'KDPM2DiscreteScheduler',
    a1111: ['DPM2'],
  },
  {
    ...defaults,
    ...karrasPaper,
    name: 'kdpm2-ancestral',
    callsPerStep: 2,
    stochastic: true,
    diffusers: 'KDPM2AncestralDiscreteScheduler',
    a1111: ['DPM2 a'],
  },
  {
    ...defaults,
    ...dpmPaper,
    name: 'dpmpp-2m',
    order: 2,
    predictionTypes: either,
    flow: 'config',
    diffusers: 'DPMSolverMultistepScheduler',
    a1111: ['DPM++ 2M'],
    leonardo: ['DPM_SOLVER'],
    settings: { algorithm_type: 'dpmsolver++', solver_order: 2 },
  },
  {
    ...defaults,
    ...dpmPaper,
    name: 'dpmpp-2m-sde',
    stochastic: true,
    predictionTypes: either,
    flow: 'config',
    diffusers: 'DPMSolverMultistepScheduler',
    a1111: ['DPM++ 2M SDE'],
    settings: { algorithm_type: 'sde-dpmsolver++', solver_order: 2 },
  },
  {
    ...defaults,
    ...dpmPaper,
    name: 'dpmpp-3m',
    order: 3,
    predictionTypes: either,
    flow: 'config',
    diffusers: 'DPMSolverMultistepScheduler',
    a1111: ['DPM++ 3M'],
    settings: { algorithm_type: 'dpmsolver++', solver_order: 3 },
  },
  {
    ...defaults,
    ...dpmPaper,
    name: 'dpmpp-2s',
    order: 2,
    predictionTypes: either,
    flow: 'config',
    diffusers: 'DPMSolverSinglestepScheduler',
    a1111: ['DPM++ 2S'],
    settings: { algorithm_type: 'dpmsolver++', solver_order: 2 },
  },
  {
    ...defaults,
    ...dpmPaper,
    name: 'dpmpp-sde',
    callsPerStep: 2,
    stochastic: true,
    diffusers: 'DPMSolverSDEScheduler',
    a1111: ['DPM++ SDE'],
  },
  {
    ...defaults,
    name: 'unipc',
    order: 2,
    predictionTypes: either,
    flow: 'config',
    diffusers: 'UniPCMultistepScheduler',
    paper: 'Zhao et al. 2023, UniPC: A Unified Predictor-Corrector Framework for Fast Sampling of Diffusion Models',
    arXiv: '2302.04867',
    a1111: ['UniPC'],
  },
  {
    ...defaults,
    name: 'deis',
    order: 2,
    predictionTypes: either,
    flow: 'config',
    diffusers: 'DEISMultistepScheduler',
    paper: 'Zhang and Chen 2022, Fast Sampling of Diffusion Models with Exponential Integrator',
    arXiv: '2204.13902',
    a1111: ['DEIS'],
  },
  {
    ...defaults,
    name: 'sa-solver',
    stochastic: true,
    predictionTypes: either,
    flow: 'config',
    diffusers: 'SASolverScheduler',
    paper: 'Xue et al. 2023, SA-Solver: Stochastic Adams Solver for Fast Sampling of Diffusion Models',
    arXiv: '2309.05019',
    a1111: ['SA Solver'],
  },
  {
    ...defaults,
    name: 'lcm',
    stochastic: true,
    sigmas: ['default'],
    diffusers: 'LCMScheduler',
    paper: 'Luo et al. 2023, Latent Consistency Models: Synthesizing High-Resolution Images with Few-Step Inference',
    arXiv: '2310.04378',
    a1111: ['LCM'],
  },
  {
    ...defaults,
    name: 'tcd',
    stochastic: 'eta',
    sigmas: ['default'],
    diffusers: 'TCDScheduler',
    paper: 'Zheng et al. 2024, Trajectory Consistency Distillation',
    arXiv: '2402.19159',
    a1111: ['TCD'],
  },
  {
    ...defaults,
    ...flowPaper,
    name: 'flow-euler',
    stochastic: 'option',
    predictionTypes: ['flow_prediction'],
    flow: true,
    diffusers: 'FlowMatchEulerDiscreteScheduler',
  },
  {
    ...defaults,
    ...flowPaper,
    name: 'flow-heun',
    order: 2,
    callsPerStep: 2,
    predictionTypes: ['flow_prediction'],
    flow: true,
    diffusers: 'FlowMatchHeunDiscreteScheduler',
  },
];

export const schedulerNames: readonly SchedulerName[] = schedulers.map(({ name }) => name);

/** The record of a scheduler. */
export function schedulerInfo(name: SchedulerName): SchedulerInfo {
  return schedulers.find((info) => info.name === name)!;
}
