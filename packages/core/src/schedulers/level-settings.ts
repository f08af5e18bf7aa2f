// Settings that several of diffusers' classes share, with their defaults. Plain literals: bundlers leave out the unused.

import { infinity } from './rules.js';

export const length = { num_train_timesteps: 1000 };

export const trained = {
  num_train_timesteps: 1000,
  beta_start: 0.0001,
  beta_end: 0.02,
  beta_schedule: 'linear',
  trained_betas: null,
  prediction_type: 'epsilon',
};

export const stableDiffusionBetas = { beta_start: 0.00085, beta_end: 0.012 };

export const leading = { timestep_spacing: 'leading', steps_offset: 0 };

export const linspace = { timestep_spacing: 'linspace', steps_offset: 0 };

export const zeroSnr = { rescale_betas_zero_snr: false };

export const endsClean = { final_sigmas_type: 'zero' };

export const spacedSigmas = {
  use_karras_sigmas: false,
  use_exponential_sigmas: false,
  use_beta_sigmas: false,
  sigma_min: null,
  sigma_max: null,
};

export const flowSigmas = { use_flow_sigmas: false, flow_shift: 1 };

export const dynamicShifting = { use_dynamic_shifting: false, time_shift_type: 'exponential' };

export const stretched = { shift_terminal: null };

export const lambdaLimit = { lambda_min_clipped: -infinity };

export const distilledSettings = {
  beta_schedule: 'scaled_linear',
  original_inference_steps: 50,
  set_alpha_to_one: true,
};

export const edmSettings = {
  prediction_type: 'epsilon',
  sigma_min: 0.002,
  sigma_max: 80,
  sigma_data: 0.5,
  sigma_schedule: 'karras',
  rho: 7,
};
