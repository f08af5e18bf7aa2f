import { InvalidArgumentError } from '../errors/index.js';
import { type ClassDefaults, neutral } from './classes.js';
import type { SchedulerConfig, Settings } from './config.js';
import { check, million, type Rule, whole } from './rules.js';

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
    if (value !== null) checkSetting(key, value, fallback);
    taken[key] = value;
  }
  return { ...neutral, ...defaults, ...taken, ...forced };
}

/** By its rule, else by the kind of its default; numbers without a rule are not negative. */
function checkSetting(key: string, value: unknown, fallback: unknown): void {
  const argument = `config.${key}`;
  const kind = typeof (fallback ?? '');
  const rule = rules[key as keyof Settings] ?? (kind === 'number' ? [0, Number.POSITIVE_INFINITY] : undefined);
  if (rule) {
    check(argument, value, rule);
    return;
  }
  const list = kind === 'object' || key === 'trained_betas';
  const fits = list ? Array.isArray(value) && value.every(Number.isFinite) : typeof value === kind;
  if (!fits) throw new InvalidArgumentError(argument, list ? 'a list of numbers' : `a ${kind}`, value);
}

const share = [0, 1] as const;
const positive = [1e-6, million] as const;
const order = [1, 4, whole] as const;
const count = [1, million, whole] as const;
const sigma = [0, 1e9] as const;

const rules: Partial<Record<keyof Settings, Rule>> = {
  num_train_timesteps: count,
  original_inference_steps: count,
  steps_offset: [0, million, whole],
  solver_order: [1, 3, whole],
  predictor_order: order,
  corrector_order: order,
  order,
  beta_start: share,
  beta_end: share,
  dynamic_thresholding_ratio: share,
  shift_terminal: [0, 0.999999],
  sample_max_value: [1, Number.MAX_VALUE],
  flow_shift: positive,
  shift: positive,
  sigma_data: positive,
  rho: [1e-3, 1e3],
  sigma_min: sigma,
  sigma_max: sigma,
  lambda_min_clipped: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  beta_schedule: ['linear', 'scaled_linear', 'squaredcos_cap_v2'],
  timestep_spacing: ['leading', 'linspace', 'trailing'],
  // Of solvers, also those of other classes, which then count as the default.
  solver_type: ['midpoint', 'heun', 'logrho', 'bh1', 'bh2'],
};
