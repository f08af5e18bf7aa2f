import type { SchedulerName } from './catalog.js';
import type { SchedulerConfig, Settings } from './config.js';

/** A diffusers class: the settings that it knows, with its own defaults (diffusers 0.39 signatures). */
export type ClassDefaults = Readonly<Partial<Settings>>;

/** How a class builds its schedule. */
export type TableKind = 'alpha-bar' | 'distilled' | 'karras' | 'lambda' | 'flow' | 'edm';

export type ModelKind = 'flow-matching' | 'EDM' | 'diffusion';

export interface SchedulerClass {
  /** The scheduler that it is, the first of several. */
  readonly name: SchedulerName;
  readonly table: TableKind;
  readonly defaults: ClassDefaults;
}

/** Every diffusers class that is understood. Made by a function, so that bundlers can leave out what is not used. */
export const schedulerClasses = /* @__PURE__ */ understood();

function understood() {
  const trained = {
    num_train_timesteps: 1000,
    beta_start: 0.0001,
    beta_end: 0.02,
    beta_schedule: 'linear',
    trained_betas: null,
    prediction_type: 'epsilon',
  };
  const stableDiffusionBetas = { beta_start: 0.00085, beta_end: 0.012 };
  const leading = { timestep_spacing: 'leading', steps_offset: 0 };
  const linspace = { timestep_spacing: 'linspace', steps_offset: 0 };
  const clipping = { clip_sample: true, clip_sample_range: 1 };
  const unclipped = { ...clipping, clip_sample: false };
  const thresholding = { thresholding: false, dynamic_thresholding_ratio: 0.995, sample_max_value: 1 };
  const zeroSnr = { rescale_betas_zero_snr: false };
  const spacedSigmas = {
    use_karras_sigmas: false,
    use_exponential_sigmas: false,
    use_beta_sigmas: false,
    sigma_min: null,
    sigma_max: null,
  };
  const dynamicShift = { use_dynamic_shifting: false, time_shift_type: 'exponential' };
  const churn = { s_churn: 0, s_tmin: 0, s_tmax: Number.POSITIVE_INFINITY, s_noise: 1 };
  const karras = { ...trained, ...spacedSigmas, ...linspace };
  const exponential = {
    ...trained,
    ...thresholding,
    ...spacedSigmas,
    use_flow_sigmas: false,
    flow_shift: 1,
    solver_order: 2,
    lower_order_final: true,
  };
  const clipped = { lambda_min_clipped: Number.NEGATIVE_INFINITY, variance_type: null };
  const solver = { algorithm_type: 'dpmsolver++', solver_type: 'midpoint', final_sigmas_type: 'zero' };
  const dpm = { ...exponential, ...dynamicShift, ...clipped, ...solver };
  const distilled = {
    ...trained,
    ...stableDiffusionBetas,
    ...zeroSnr,
    beta_schedule: 'scaled_linear',
    original_inference_steps: 50,
    set_alpha_to_one: true,
  };
  const flowMatching = {
    ...spacedSigmas,
    ...dynamicShift,
    num_train_timesteps: 1000,
    shift: 1,
    base_shift: 0.5,
    max_shift: 1.15,
    base_image_seq_len: 256,
    max_image_seq_len: 4096,
    invert_sigmas: false,
    shift_terminal: null,
    stochastic_sampling: false,
  };
  const edm = {
    num_train_timesteps: 1000,
    prediction_type: 'epsilon',
    sigma_min: 0.002,
    sigma_max: 80,
    sigma_data: 0.5,
    sigma_schedule: 'karras',
    rho: 7,
    final_sigmas_type: 'zero',
  };

  return {
    DDIMScheduler: {
      name: 'ddim',
      table: 'alpha-bar',
      defaults: {
        ...trained,
        ...leading,
        ...clipping,
        ...thresholding,
        ...zeroSnr,
        set_alpha_to_one: true,
        use_clipped_model_output: false,
      },
    },
    DDPMScheduler: {
      name: 'ddpm',
      table: 'alpha-bar',
      defaults: { ...trained, ...leading, ...clipping, ...thresholding, ...zeroSnr, variance_type: 'fixed_small' },
    },
    PNDMScheduler: {
      name: 'pndm',
      table: 'alpha-bar',
      defaults: { ...trained, ...leading, skip_prk_steps: false, set_alpha_to_one: false },
    },
    LCMScheduler: {
      name: 'lcm',
      table: 'distilled',
      defaults: { ...distilled, ...unclipped, ...thresholding, timestep_scaling: 10 },
    },
    TCDScheduler: { name: 'tcd', table: 'distilled', defaults: distilled },
    LMSDiscreteScheduler: { name: 'lms', table: 'karras', defaults: { ...karras, order: 4 } },
    EulerDiscreteScheduler: {
      name: 'euler',
      table: 'karras',
      defaults: {
        ...karras,
        ...zeroSnr,
        ...churn,
        interpolation_type: 'linear',
        timestep_type: 'discrete',
        final_sigmas_type: 'zero',
      },
    },
    EulerAncestralDiscreteScheduler: {
      name: 'euler-ancestral',
      table: 'karras',
      defaults: { ...trained, ...linspace, ...zeroSnr },
    },
    HeunDiscreteScheduler: {
      name: 'heun',
      table: 'karras',
      defaults: { ...karras, ...stableDiffusionBetas, ...unclipped },
    },
    KDPM2DiscreteScheduler: { name: 'kdpm2', table: 'karras', defaults: { ...karras, ...stableDiffusionBetas } },
    KDPM2AncestralDiscreteScheduler: {
      name: 'kdpm2-ancestral',
      table: 'karras',
      defaults: { ...karras, ...stableDiffusionBetas },
    },
    DPMSolverSDEScheduler: {
      name: 'dpmpp-sde',
      table: 'karras',
      defaults: { ...karras, ...stableDiffusionBetas, s_noise: 1 },
    },
    DPMSolverMultistepScheduler: {
      name: 'dpmpp-2m',
      table: 'lambda',
      defaults: { ...dpm, ...linspace, ...zeroSnr, euler_at_final: false, use_lu_lambdas: false },
    },
    DPMSolverSinglestepScheduler: { name: 'dpmpp-2s', table: 'lambda', defaults: { ...dpm, lower_order_final: false } },
    UniPCMultistepScheduler: {
      name: 'unipc',
      table: 'lambda',
      defaults: {
        ...{ ...exponential, ...linspace, ...dynamicShift, ...zeroSnr },
        solver_type: 'bh2',
        predict_x0: true,
        disable_corrector: [],
        final_sigmas_type: 'zero',
        shift_terminal: null,
      },
    },
    DEISMultistepScheduler: {
      name: 'deis',
      table: 'lambda',
      defaults: { ...exponential, ...linspace, ...dynamicShift, algorithm_type: 'deis', solver_type: 'logrho' },
    },
    SASolverScheduler: {
      name: 'sa-solver',
      table: 'lambda',
      defaults: {
        ...{ ...exponential, ...linspace, ...clipped },
        predictor_order: 2,
        corrector_order: 2,
        algorithm_type: 'data_prediction',
      },
    },
    FlowMatchEulerDiscreteScheduler: { name: 'flow-euler', table: 'flow', defaults: flowMatching },
    FlowMatchHeunDiscreteScheduler: {
      name: 'flow-heun',
      table: 'flow',
      defaults: { num_train_timesteps: 1000, shift: 1 },
    },
    EDMEulerScheduler: { name: 'euler', table: 'edm', defaults: { ...edm, ...churn } },
    EDMDPMSolverMultistepScheduler: {
      name: 'dpmpp-2m',
      table: 'edm',
      defaults: {
        ...edm,
        ...thresholding,
        solver_order: 2,
        ...solver,
        lower_order_final: true,
        euler_at_final: false,
      },
    },
  } as const satisfies Record<string, SchedulerClass>;
}

export type ClassName = keyof typeof schedulerClasses;

export const classNames = /* @__PURE__ */ Object.keys(schedulerClasses) as readonly ClassName[];

export const schedulerNames: readonly SchedulerName[] = /* @__PURE__ */ (() => {
  const first = classNames.map((className) => schedulerClasses[className].name);
  return [...new Set<SchedulerName>([...first, 'dpmpp-2m-sde', 'dpmpp-3m'])];
})();

/** What a setting counts as where a class does not know it: what another class has, or what switches it off. */
export const neutral = /* @__PURE__ */ (() => {
  const all = classNames.map((className) => schedulerClasses[className].defaults);
  const off = { set_alpha_to_one: true, clip_sample: false, sigma_min: null, sigma_max: null, variance_type: null };
  return Object.assign({}, ...all, off) as Settings;
})();

/** The class of a name in scheduler_config.json, if it is understood. Parallel ones differ in memory only. */
export function knownClass(name: string | undefined): ClassName | undefined {
  const plain = name?.replace(/^(DD[IP]M)Parallel/, '$1');
  return plain !== undefined && Object.hasOwn(schedulerClasses, plain) ? (plain as ClassName) : undefined;
}

/** What a class's models are. (Diffusion classes take flow models by their setting use_flow_sigmas.) */
export function modelKind(className: ClassName): ModelKind {
  const { table } = schedulerClasses[className];
  return table === 'flow' ? 'flow-matching' : table === 'edm' ? 'EDM' : 'diffusion';
}

/** The class that a scheduler is for models of a kind, else for those it is usual for; the variants are DPM-Solver's. */
export function classOf(name: SchedulerName, kind?: ModelKind): ClassName | undefined {
  return classNames.find(
    (className) =>
      schedulerClasses[className].name === (name.startsWith('dpmpp-2m') || name === 'dpmpp-3m' ? 'dpmpp-2m' : name) &&
      (kind === undefined || kind === modelKind(className)),
  );
}

/** The scheduler that a class is, told apart by algorithm and order where it is several. */
export function nameOf(className: ClassName, { algorithm_type, solver_order }: SchedulerConfig): SchedulerName {
  const { name } = schedulerClasses[className];
  if (name !== 'dpmpp-2m') return name;
  const stochastic = algorithm_type === 'sde-dpmsolver++' || algorithm_type === 'sde-dpmsolver';
  return stochastic ? 'dpmpp-2m-sde' : solver_order === 3 ? 'dpmpp-3m' : name;
}

/** Whether noise levels may be spaced anew, rather than being entries of the training table. */
export function takesSigmas(table: TableKind): boolean {
  return table !== 'alpha-bar' && table !== 'distilled';
}

/** The `prediction_type`s that a class takes. */
export function predictionTypes(className: ClassName): readonly string[] {
  const { table } = schedulerClasses[className];
  if (table === 'flow') return ['flow_prediction'];
  const types = ['epsilon', 'v_prediction'];
  if (table === 'edm' || className === 'PNDMScheduler') return types;
  return table === 'lambda' ? [...types, 'sample', 'flow_prediction'] : [...types, 'sample'];
}
