import { checkChoice, checkNumber, checkObject } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';
import type { ScheduleOptions } from './schedule.js';

/**
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` for the first option of {@link createSchedule} that cannot
 * be.
 */
export function checkOptions(options: ScheduleOptions): void {
  if (options === undefined) throw new InvalidArgumentError('options', 'an object', options);
  checkObject('options', options);
  const { steps, sigmas, timesteps, originalSteps } = options;
  checkObject('config', options.config);
  checkNumber('steps', steps, 1, 1000, { whole: true });
  if (steps === undefined && timesteps === undefined && !Array.isArray(sigmas))
    throw new InvalidArgumentError('steps', 'a whole number from 1 to 1000', steps);
  checkNumber('strength', options.strength, 0, 1);
  checkNumber('eta', options.eta, 0, 1);
  checkNumber('mu', options.mu, -20, 20);
  checkNumber('originalSteps', originalSteps, 1, 1_000_000, { whole: true });
  checkChoice('stepsMode', options.stepsMode, ['schedule', 'exact']);
  checkChoice('strengthRule', options.strengthRule, ['stable-diffusion', 'flow', 'lcm']);
  if (Array.isArray(sigmas)) checkFalling('sigmas', sigmas);
  else checkChoice('sigmas', sigmas, ['default', 'karras', 'exponential', 'beta']);
  if (timesteps === undefined) return;
  checkFalling('timesteps', timesteps);
  if (sigmas !== undefined && sigmas !== 'default') {
    throw new InvalidArgumentError('timesteps', 'timesteps or sigmas, not both', timesteps);
  }
}

function checkFalling(name: string, values: readonly unknown[]): void {
  const falling = (value: unknown, i: number) =>
    typeof value === 'number' && value >= 0 && value < (i === 0 ? Number.POSITIVE_INFINITY : (values[i - 1] as number));
  if (!Array.isArray(values) || values.length === 0 || !values.every(falling)) {
    throw new InvalidArgumentError(name, 'a list of falling numbers from 0 on', values);
  }
}
