import { InvalidArgumentError } from '../errors/index.js';
import type { ClassDefaults } from './classes.js';
import type { SchedulerConfig, Settings } from './config.js';

/** What a setting counts as where a class does not know it. */
const neutral: Settings = {
  num_train_timesteps: 1000,
  beta_start: 0.0001,
  beta_end: 0.02,
  beta_schedule: 'linear',
  trained_betas: null,
  rescale_betas_zero_snr: false,
  prediction_type: 'epsilon',
  timestep_spacing: 'linspace',
  steps_offset: 0,
  set_alpha_to_one: true,
  clip_sample: false,
  clip_sample_range: 1,
  thresholding: false,
  dynamic_thresholding_ratio: 0.995,
  sample_max_value: 1,
  use_karras_sigmas: false,
  use_exponential_sigmas: false,
  use_beta_sigmas: false,
  use_lu_lambdas: false,
  use_flow_sigmas: false,
  flow_shift: 1,
  sigma_min: null,
  sigma_max: null,
  final_sigmas_type: 'zero',
  interpolation_type: 'linear',
  timestep_type: 'discrete',
  lambda_min_clipped: Number.NEGATIVE_INFINITY,
  variance_type: null,
  skip_prk_steps: true,
  algorithm_type: 'dpmsolver++',
  solver_type: 'midpoint',
  solver_order: 2,
  lower_order_final: true,
  euler_at_final: false,
  predict_x0: true,
  disable_corrector: [],
  predictor_order: 2,
  corrector_order: 2,
  original_inference_steps: 50,
  timestep_scaling: 10,
  shift: 1,
  use_dynamic_shifting: false,
  time_shift_type: 'exponential',
  base_shift: 0.5,
  max_shift: 1.15,
  base_image_seq_len: 256,
  max_image_seq_len: 4096,
  shift_terminal: null,
  invert_sigmas: false,
  stochastic_sampling: false,
  sigma_data: 0.5,
  sigma_schedule: 'karras',
  rho: 7,
  use_clipped_model_output: false,
  s_churn: 0,
  s_tmin: 0,
  s_tmax: Number.POSITIVE_INFINITY,
  s_noise: 1,
  order: 4,
};

/**
 * The settings of a class, made from a config of any class: keys that the class knows are taken from the config, its
 * own defaults fill the rest, other keys are ignored (diffusers' `from_config`).
 *
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` when a value has the wrong type or cannot be.
 */
export function settingsOf(defaults: ClassDefaults, config: SchedulerConfig, forced: Partial<Settings> = {}): Settings {
  const taken: Record<string, unknown> = {};
  for (const [key, fallback] of Object.entries(defaults)) {
    const value = config[key];
    if (value === undefined || (value === null && fallback !== null)) continue;
    checkType(key, value, fallback);
    taken[key] = value;
  }
  const settings = { ...neutral, ...defaults, ...taken, ...forced } as Settings;
  for (const [key, [minimum, maximum, whole]] of Object.entries(ranges))
    checkRange(settings, key, minimum, maximum, whole);
  return settings;
}

function checkType(key: string, value: unknown, fallback: unknown): void {
  if (key === 'trained_betas' || key === 'disable_corrector') {
    const numbers = Array.isArray(value) && value.every((item) => typeof item === 'number');
    if (value !== null && !numbers) throw new InvalidArgumentError(`config.${key}`, 'a list of numbers', value);
    return;
  }
  const expected = fallback === null ? (key === 'variance_type' ? 'string' : 'number') : typeof fallback;
  if (value !== null && typeof value !== expected)
    throw new InvalidArgumentError(`config.${key}`, `a ${expected}`, value);
}

const ranges: Partial<Record<keyof Settings, [minimum: number, maximum: number, whole: boolean]>> = {
  num_train_timesteps: [1, 1_000_000, true],
  beta_start: [0, 1, false],
  beta_end: [0, 1, false],
  steps_offset: [0, 1_000_000, true],
  clip_sample_range: [0, Number.MAX_VALUE, false],
  dynamic_thresholding_ratio: [0, 1, false],
  sample_max_value: [1, Number.MAX_VALUE, false],
  flow_shift: [1e-6, 1e6, false],
  sigma_min: [0, 1e9, false],
  sigma_max: [0, 1e9, false],
  solver_order: [1, 3, true],
  predictor_order: [1, 4, true],
  corrector_order: [1, 4, true],
  original_inference_steps: [1, 1_000_000, true],
  timestep_scaling: [0, Number.MAX_VALUE, false],
  shift: [1e-6, 1e6, false],
  shift_terminal: [0, 0.999999, false],
  sigma_data: [1e-6, 1e6, false],
  rho: [1e-3, 1e3, false],
  s_churn: [0, Number.MAX_VALUE, false],
  s_noise: [0, Number.MAX_VALUE, false],
  order: [1, 4, true],
};

function checkRange(settings: Settings, key: string, minimum: number, maximum: number, whole: boolean): void {
  const value = settings[key as keyof Settings];
  if (value === null) return;
  const fits = typeof value === 'number' && value >= minimum && value <= maximum && (!whole || Number.isInteger(value));
  if (!fits) {
    const bounds = maximum === Number.MAX_VALUE ? `${minimum} or more` : `from ${minimum} to ${maximum}`;
    throw new InvalidArgumentError(`config.${key}`, `a ${whole ? 'whole ' : ''}number ${bounds}`, value);
  }
}
