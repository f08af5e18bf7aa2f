import type { SchedulerName } from './catalog.js';
import type { SchedulerConfig, Settings } from './config.js';

/** The settings of a diffusers class that decide its levels and timesteps, with its own defaults (diffusers 0.39). */
export type ClassDefaults = Readonly<Partial<Settings>>;

/** How a class builds its schedule. */
export type TableKind = 'alpha-bar' | 'distilled' | 'karras' | 'lambda' | 'flow' | 'edm';

export type ModelKind = 'flow-matching' | 'EDM' | 'diffusion';

/** The scheduler that a class is (the first of several), its kind of schedule, and its defaults, the last ones winning. */
export type SchedulerClass = readonly [name: SchedulerName, table: TableKind, ...defaults: ClassDefaults[]];

/**
 * Every diffusers class that is understood, with the settings that planning reads; what only sampling reads is in
 * {@link samplingDefaults}. Made by a function, so that bundlers can leave out what is not used.
 */
export const schedulerClasses = /* @__PURE__ */ understood();

function understood() {
  const length = { num_train_timesteps: 1000 };
  const trained = {
    ...length,
    beta_start: 0.0001,
    beta_end: 0.02,
    beta_schedule: 'linear',
    trained_betas: null,
    prediction_type: 'epsilon',
  };
  const stableDiffusionBetas = { beta_start: 0.00085, beta_end: 0.012 };
  const leading = { timestep_spacing: 'leading', steps_offset: 0 };
  const linspace = { timestep_spacing: 'linspace', steps_offset: 0 };
  const zeroSnr = { rescale_betas_zero_snr: false };
  const endsClean = { final_sigmas_type: 'zero' };
  const spacedSigmas = {
    use_karras_sigmas: false,
    use_exponential_sigmas: false,
    use_beta_sigmas: false,
    sigma_min: null,
    sigma_max: null,
  };
  const dynamicShift = { use_dynamic_shifting: false, time_shift_type: 'exponential' };
  const terminal = { shift_terminal: null };
  const lambdaLimit = { lambda_min_clipped: Number.NEGATIVE_INFINITY };
  const karras = { ...trained, ...spacedSigmas, ...linspace };
  const exponential = { ...trained, ...spacedSigmas, use_flow_sigmas: false, flow_shift: 1 };
  const dpm = { ...exponential, ...dynamicShift, ...lambdaLimit, ...endsClean };
  const distilled = {
    ...trained,
    ...stableDiffusionBetas,
    ...zeroSnr,
    beta_schedule: 'scaled_linear',
    original_inference_steps: 50,
    set_alpha_to_one: true,
  };
  const edm = {
    ...length,
    ...endsClean,
    sigma_min: 0.002,
    sigma_max: 80,
    sigma_data: 0.5,
    sigma_schedule: 'karras',
    rho: 7,
  };

  return {
    DDIMScheduler: ['ddim', 'alpha-bar', trained, leading, zeroSnr, { set_alpha_to_one: true }],
    DDPMScheduler: ['ddpm', 'alpha-bar', trained, leading, zeroSnr],
    PNDMScheduler: ['pndm', 'alpha-bar', trained, leading, { skip_prk_steps: false, set_alpha_to_one: false }],
    LCMScheduler: ['lcm', 'distilled', distilled],
    TCDScheduler: ['tcd', 'distilled', distilled],
    LMSDiscreteScheduler: ['lms', 'karras', karras],
    EulerDiscreteScheduler: [
      'euler',
      'karras',
      karras,
      zeroSnr,
      endsClean,
      { interpolation_type: 'linear', timestep_type: 'discrete' },
    ],
    EulerAncestralDiscreteScheduler: ['euler-ancestral', 'karras', trained, linspace, zeroSnr],
    HeunDiscreteScheduler: ['heun', 'karras', karras, stableDiffusionBetas],
    KDPM2DiscreteScheduler: ['kdpm2', 'karras', karras, stableDiffusionBetas],
    KDPM2AncestralDiscreteScheduler: ['kdpm2-ancestral', 'karras', karras, stableDiffusionBetas],
    DPMSolverSDEScheduler: ['dpmpp-sde', 'karras', karras, stableDiffusionBetas],
    DPMSolverMultistepScheduler: ['dpmpp-2m', 'lambda', dpm, linspace, zeroSnr, { use_lu_lambdas: false }],
    DPMSolverSinglestepScheduler: ['dpmpp-2s', 'lambda', dpm],
    UniPCMultistepScheduler: ['unipc', 'lambda', exponential, linspace, dynamicShift, zeroSnr, endsClean, terminal],
    DEISMultistepScheduler: ['deis', 'lambda', exponential, linspace, dynamicShift],
    SASolverScheduler: ['sa-solver', 'lambda', exponential, linspace, lambdaLimit],
    FlowMatchEulerDiscreteScheduler: [
      'flow-euler',
      'flow',
      length,
      spacedSigmas,
      dynamicShift,
      terminal,
      { shift: 1, invert_sigmas: false },
    ],
    FlowMatchHeunDiscreteScheduler: ['flow-heun', 'flow', length, { shift: 1 }],
    EDMEulerScheduler: ['euler', 'edm', edm],
    EDMDPMSolverMultistepScheduler: ['dpmpp-2m', 'edm', edm],
  } as const satisfies Record<string, SchedulerClass>;
}

export type ClassName = keyof typeof schedulerClasses;

export const classNames = /* @__PURE__ */ Object.keys(schedulerClasses) as readonly ClassName[];

export const schedulerNames: readonly SchedulerName[] = /* @__PURE__ */ (() => [
  ...new Set<SchedulerName>([...classNames.map((key) => schedulerClasses[key][0]), 'dpmpp-2m-sde', 'dpmpp-3m']),
])();

/** The class of a name in scheduler_config.json, if it is understood. Parallel ones differ in memory only. */
export function knownClass(name: string | undefined): ClassName | undefined {
  const plain = `${name}`.replace(/^(DD[IP]M)Parallel/, '$1');
  return Object.hasOwn(schedulerClasses, plain) ? (plain as ClassName) : undefined;
}

/** What a class's models are. (Diffusion classes take flow models by their setting use_flow_sigmas.) */
export function modelKind(className: ClassName): ModelKind {
  const [, table] = schedulerClasses[className];
  return table === 'flow' ? 'flow-matching' : table === 'edm' ? 'EDM' : 'diffusion';
}

/** The class that a scheduler is for models of a kind, else for those it is usual for; the variants are DPM-Solver's. */
export function classOf(name: SchedulerName, kind?: ModelKind): ClassName | undefined {
  return classNames.find(
    (className) =>
      schedulerClasses[className][0] === (/^dpmpp-[23]m/.test(name) ? 'dpmpp-2m' : name) &&
      (kind === undefined || kind === modelKind(className)),
  );
}

/** The scheduler that a class is, told apart by algorithm and order where it is several. */
export function nameOf(className: ClassName, { algorithm_type, solver_order }: SchedulerConfig): SchedulerName {
  const [name] = schedulerClasses[className];
  if (name !== 'dpmpp-2m') return name;
  return `${algorithm_type}`.startsWith('sde') ? 'dpmpp-2m-sde' : solver_order === 3 ? 'dpmpp-3m' : name;
}

/** Whether noise levels may be spaced anew, rather than being entries of the training table. */
export function takesSigmas(table: TableKind): boolean {
  return table !== 'alpha-bar' && table !== 'distilled';
}
