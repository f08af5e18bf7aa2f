import { InvalidArgumentError } from '../errors/index.js';
import type { SchedulerConfig, Settings } from './config.js';
import { check, infinity, million, type Rule, whole } from './rules.js';
import type { DefaultSettings } from './scheduler-class.js';

export type SettingRules = Readonly<Partial<Record<keyof Settings, Rule>>>;

/**
 * Settings made from a config of any class: keys that have a default are taken from the config, the defaults (in
 * groups of which the last wins) fill the rest, other keys are ignored (diffusers' `from_config`).
 *
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` when a value has the wrong type or cannot be.
 */
export function settingsOf(
  defaults: readonly DefaultSettings[],
  config: SchedulerConfig,
  rules: SettingRules,
): DefaultSettings {
  const settings: Record<string, unknown> = Object.assign({}, ...defaults);
  for (const [key, fallback] of Object.entries(settings)) {
    const value = config[key];
    if (value === undefined || value === null) continue; // null is the default, or a default of its own
    checkSetting(key, value, fallback, rules[key as keyof Settings]);
    settings[key] = value;
  }
  return settings;
}

/** By its rule, else by the kind of its default; numbers without a rule are not negative. */
function checkSetting(key: string, value: unknown, fallback: unknown, own: Rule | undefined): void {
  const argument = `config.${key}`;
  const kind = typeof (fallback ?? '');
  const list = kind === 'object' || key === 'trained_betas';
  const rule = own ?? (kind === 'boolean' || kind === 'string' ? undefined : ([0, infinity] as const));
  if (list ? !Array.isArray(value) : !rule && typeof value !== kind)
    throw new InvalidArgumentError(argument, list ? 'a list of numbers' : `a ${kind}`, value);
  // Each number of a list must be as a number alone.
  for (const each of list ? (value as unknown[]) : [value]) if (rule) check(argument, each, rule);
}

const share = [0, 1] as const;
const positive = [1e-6, million] as const;
const count = [1, million, whole] as const;
const sigma = [0, 1e9] as const;

/** What the settings that decide levels and timesteps may be. */
export const levelRules: SettingRules = {
  num_train_timesteps: count,
  original_inference_steps: count,
  steps_offset: [0, million, whole],
  beta_start: share,
  beta_end: share,
  trained_betas: share,
  shift_terminal: [0, 0.999999],
  flow_shift: positive,
  shift: positive,
  sigma_data: positive,
  rho: [1e-3, 1e3],
  sigma_min: sigma,
  sigma_max: sigma,
  lambda_min_clipped: [-infinity, infinity],
  beta_schedule: ['linear', 'scaled_linear', 'squaredcos_cap_v2'],
  timestep_spacing: ['leading', 'linspace', 'trailing'],
};
