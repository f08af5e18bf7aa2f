import { InvalidArgumentError } from '../errors/index.js';
import type { ScheduleOptions } from './schedule.js';

/**
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` for the first option of {@link createSchedule} that cannot
 * be.
 */
export function checkOptions(options: ScheduleOptions): void {
  if (typeof options !== 'object' || options === null) throw new InvalidArgumentError('options', 'an object', options);
  const { config, steps, strength, stepsMode, sigmas, timesteps, eta, mu, strengthRule, originalSteps } = options;
  if (config !== undefined && (typeof config !== 'object' || config === null || Array.isArray(config))) {
    throw new InvalidArgumentError('config', 'a scheduler_config.json as parsed', config);
  }
  if (timesteps === undefined && !Array.isArray(sigmas)) checkNumber('steps', steps, 1, 1000, true);
  else if (steps !== undefined) checkNumber('steps', steps, 1, 1000, true);
  if (strength !== undefined) checkNumber('strength', strength, 0, 1);
  if (eta !== undefined) checkNumber('eta', eta, 0, 1);
  if (mu !== undefined) checkNumber('mu', mu, -20, 20);
  if (originalSteps !== undefined) checkNumber('originalSteps', originalSteps, 1, 1_000_000, true);
  checkOneOf('stepsMode', stepsMode, ['schedule', 'exact']);
  checkOneOf('strengthRule', strengthRule, ['stable-diffusion', 'flow', 'lcm']);
  if (!Array.isArray(sigmas)) checkOneOf('sigmas', sigmas, ['default', 'karras', 'exponential', 'beta']);
  else checkFalling('sigmas', sigmas, 1);
  if (timesteps !== undefined) checkFalling('timesteps', timesteps, 1);
  if (timesteps !== undefined && sigmas !== undefined && sigmas !== 'default') {
    throw new InvalidArgumentError('timesteps', 'timesteps or sigmas, not both', timesteps);
  }
}

function checkNumber(name: string, value: unknown, minimum: number, maximum: number, whole = false): void {
  const fits = typeof value === 'number' && value >= minimum && value <= maximum && (!whole || Number.isInteger(value));
  if (!fits)
    throw new InvalidArgumentError(name, `a ${whole ? 'whole ' : ''}number from ${minimum} to ${maximum}`, value);
}

function checkOneOf(name: string, value: unknown, choices: readonly string[]): void {
  if (value !== undefined && !choices.includes(value as string)) {
    throw new InvalidArgumentError(name, `one of ${choices.join(', ')}`, value);
  }
}

function checkFalling(name: string, values: unknown, minimumLength: number): void {
  const list = Array.isArray(values) ? (values as unknown[]) : [];
  const numbers = list.every((value) => typeof value === 'number' && Number.isFinite(value) && value >= 0);
  const falling = list.every((value, i) => i === 0 || (value as number) < (list[i - 1] as number));
  if (list.length < minimumLength || !numbers || !falling) {
    throw new InvalidArgumentError(name, 'a list of falling numbers from 0 on', values);
  }
}
