import { checkChoice, checkNumber } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';
import { type ClassDefaults, neutral } from './classes.js';
import type { SchedulerConfig, Settings } from './config.js';

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
  const settings = { ...neutral, ...defaults, ...taken, ...forced };
  for (const [key, [from, to]] of Object.entries(counts))
    checkNumber(`config.${key}`, settings[key as keyof Settings], from, to, { whole: true });
  for (const [key, [from, to]] of Object.entries(ranges))
    checkNumber(`config.${key}`, settings[key as keyof Settings] ?? undefined, from, to);
  for (const [key, words] of Object.entries(choices))
    checkChoice(`config.${key}`, settings[key as keyof Settings], words);
  return settings;
}

function checkType(key: string, value: unknown, fallback: unknown): void {
  if (value === null) return;
  const list = key === 'trained_betas' || key === 'disable_corrector';
  const kind = fallback === null && key !== 'variance_type' ? 'number' : typeof (fallback ?? '');
  const fits = list ? Array.isArray(value) && value.every((item) => typeof item === 'number') : typeof value === kind;
  if (!fits) throw new InvalidArgumentError(`config.${key}`, list ? 'a list of numbers' : `a ${kind}`, value);
}

type Ranges = Partial<Record<keyof Settings, readonly [from: number, to: number]>>;

const million = 1_000_000;
const any = [0, Number.MAX_VALUE] as const;

const counts: Ranges = {
  num_train_timesteps: [1, million],
  steps_offset: [0, million],
  solver_order: [1, 3],
  predictor_order: [1, 4],
  corrector_order: [1, 4],
  original_inference_steps: [1, million],
  order: [1, 4],
};

const ranges: Ranges = {
  beta_start: [0, 1],
  beta_end: [0, 1],
  clip_sample_range: any,
  dynamic_thresholding_ratio: [0, 1],
  sample_max_value: [1, Number.MAX_VALUE],
  flow_shift: [1e-6, million],
  sigma_min: [0, 1e9],
  sigma_max: [0, 1e9],
  timestep_scaling: any,
  shift: [1e-6, million],
  shift_terminal: [0, 0.999999],
  sigma_data: [1e-6, million],
  rho: [1e-3, 1e3],
  s_churn: any,
  s_noise: any,
};

/** Of solvers, also those of other classes, which then count as the default. */
const choices: Partial<Record<keyof Settings, readonly string[]>> = {
  beta_schedule: ['linear', 'scaled_linear', 'squaredcos_cap_v2'],
  timestep_spacing: ['leading', 'linspace', 'trailing'],
  solver_type: ['midpoint', 'heun', 'logrho', 'bh1', 'bh2'],
};
