import type { Settings } from './config.js';

/** A diffusers class: the settings that it knows, with its own defaults (diffusers 0.39 signatures). */
export type ClassDefaults = Readonly<Partial<Settings>>;

/** How a class builds its schedule. */
export type TableKind = 'alpha-bar' | 'distilled' | 'karras' | 'lambda' | 'flow' | 'edm';

export interface SchedulerClass {
  readonly table: TableKind;
  readonly defaults: ClassDefaults;
}

const trained: ClassDefaults = {
  num_train_timesteps: 1000,
  beta_start: 0.0001,
  beta_end: 0.02,
  beta_schedule: 'linear',
  trained_betas: null,
  prediction_type: 'epsilon',
};
const stableDiffusionBetas: ClassDefaults = { beta_start: 0.00085, beta_end: 0.012 };
const leading: ClassDefaults = { timestep_spacing: 'leading', steps_offset: 0 };
const linspace: ClassDefaults = { timestep_spacing: 'linspace', steps_offset: 0 };
const clipping: ClassDefaults = { clip_sample: true, clip_sample_range: 1 };
const thresholding: ClassDefaults = { thresholding: false, dynamic_thresholding_ratio: 0.995, sample_max_value: 1 };
const zeroSnr: ClassDefaults = { rescale_betas_zero_snr: false };
const spacedSigmas: ClassDefaults = {
  use_karras_sigmas: false,
  use_exponential_sigmas: false,
  use_beta_sigmas: false,
  sigma_min: null,
  sigma_max: null,
};
const flowSigmas: ClassDefaults = { use_flow_sigmas: false, flow_shift: 1 };
const dynamicShift: ClassDefaults = { use_dynamic_shifting: false, time_shift_type: 'exponential' };
const churn: ClassDefaults = { s_churn: 0, s_tmin: 0, s_tmax: Number.POSITIVE_INFINITY, s_noise: 1 };
const karras: ClassDefaults = { ...trained, ...spacedSigmas, ...linspace };
const exponential: ClassDefaults = {
  ...trained,
  ...thresholding,
  ...spacedSigmas,
  ...flowSigmas,
  solver_order: 2,
  lower_order_final: true,
};
const clipped: ClassDefaults = { lambda_min_clipped: Number.NEGATIVE_INFINITY, variance_type: null };
const dpm: ClassDefaults = {
  ...exponential,
  ...dynamicShift,
  ...clipped,
  algorithm_type: 'dpmsolver++',
  solver_type: 'midpoint',
  final_sigmas_type: 'zero',
};
const distilled: ClassDefaults = {
  ...trained,
  ...stableDiffusionBetas,
  ...zeroSnr,
  beta_schedule: 'scaled_linear',
  original_inference_steps: 50,
  set_alpha_to_one: true,
};
const edm: ClassDefaults = {
  num_train_timesteps: 1000,
  prediction_type: 'epsilon',
  sigma_min: 0.002,
  sigma_max: 80,
  sigma_data: 0.5,
  sigma_schedule: 'karras',
  rho: 7,
  final_sigmas_type: 'zero',
};

/** Every diffusers class that is understood. */
export const schedulerClasses = {
  DDIMScheduler: {
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
    table: 'alpha-bar',
    defaults: { ...trained, ...leading, ...clipping, ...thresholding, ...zeroSnr, variance_type: 'fixed_small' },
  },
  PNDMScheduler: {
    table: 'alpha-bar',
    defaults: { ...trained, ...leading, skip_prk_steps: false, set_alpha_to_one: false },
  },
  LCMScheduler: {
    table: 'distilled',
    defaults: { ...distilled, ...clipping, ...thresholding, clip_sample: false, timestep_scaling: 10 },
  },
  TCDScheduler: { table: 'distilled', defaults: distilled },
  LMSDiscreteScheduler: { table: 'karras', defaults: { ...karras, order: 4 } },
  EulerDiscreteScheduler: {
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
  EulerAncestralDiscreteScheduler: { table: 'karras', defaults: { ...trained, ...linspace, ...zeroSnr } },
  HeunDiscreteScheduler: {
    table: 'karras',
    defaults: { ...karras, ...stableDiffusionBetas, ...clipping, clip_sample: false },
  },
  KDPM2DiscreteScheduler: { table: 'karras', defaults: { ...karras, ...stableDiffusionBetas } },
  KDPM2AncestralDiscreteScheduler: { table: 'karras', defaults: { ...karras, ...stableDiffusionBetas } },
  DPMSolverSDEScheduler: { table: 'karras', defaults: { ...karras, ...stableDiffusionBetas, s_noise: 1 } },
  DPMSolverMultistepScheduler: {
    table: 'lambda',
    defaults: { ...dpm, ...linspace, ...zeroSnr, euler_at_final: false, use_lu_lambdas: false },
  },
  DPMSolverSinglestepScheduler: { table: 'lambda', defaults: { ...dpm, lower_order_final: false } },
  UniPCMultistepScheduler: {
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
    table: 'lambda',
    defaults: { ...exponential, ...linspace, ...dynamicShift, algorithm_type: 'deis', solver_type: 'logrho' },
  },
  SASolverScheduler: {
    table: 'lambda',
    defaults: {
      ...{ ...exponential, ...linspace, ...clipped },
      predictor_order: 2,
      corrector_order: 2,
      algorithm_type: 'data_prediction',
    },
  },
  FlowMatchEulerDiscreteScheduler: {
    table: 'flow',
    defaults: {
      ...spacedSigmas,
      num_train_timesteps: 1000,
      shift: 1,
      use_dynamic_shifting: false,
      base_shift: 0.5,
      max_shift: 1.15,
      base_image_seq_len: 256,
      max_image_seq_len: 4096,
      invert_sigmas: false,
      shift_terminal: null,
      time_shift_type: 'exponential',
      stochastic_sampling: false,
    },
  },
  FlowMatchHeunDiscreteScheduler: { table: 'flow', defaults: { num_train_timesteps: 1000, shift: 1 } },
  EDMEulerScheduler: { table: 'edm', defaults: { ...edm, ...churn } },
  EDMDPMSolverMultistepScheduler: {
    table: 'edm',
    defaults: {
      ...edm,
      ...thresholding,
      solver_order: 2,
      algorithm_type: 'dpmsolver++',
      solver_type: 'midpoint',
      lower_order_final: true,
      euler_at_final: false,
    },
  },
} as const satisfies Record<string, SchedulerClass>;

export type ClassName = keyof typeof schedulerClasses;
