import { checkObject } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';
import { check, million, type Rule, whole } from './rules.js';
import type { ScheduleOptions } from './schedule.js';
import { schedulerNames } from './scheduler-entries.js';

/**
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` for the first option of {@link createSchedule} that cannot
 * be.
 */
export function checkOptions(options: ScheduleOptions): void {
  checkObject('options', options ?? null);
  checkObject('config', options.config);
  const { scheduler, steps, sigmas, timesteps } = options;
  const listed = timesteps !== undefined || Array.isArray(sigmas);
  if (scheduler !== undefined && !schedulerNames.includes(scheduler as never)) {
    const expected = `one of ${schedulerNames.join(', ')} (resolveScheduler understands other tools' names)`;
    throw new InvalidArgumentError('scheduler', expected, scheduler);
  }
  if (steps === undefined && !listed) throw new InvalidArgumentError('steps', 'a whole number from 1 to 1000', steps);
  for (const [option, rule] of Object.entries(rules)) check(option, options[option as keyof typeof rules], rule);
  if (Array.isArray(sigmas)) checkFalling('sigmas', sigmas);
  else check('sigmas', sigmas, ['default', 'karras', 'exponential', 'beta']);
  if (timesteps !== undefined) checkFalling('timesteps', timesteps);
}

const rules = {
  steps: [1, 1000, whole],
  strength: [0, 1],
  eta: [0, 1],
  mu: [-20, 20],
  originalSteps: [1, million, whole],
  stepsMode: ['schedule', 'exact'],
  strengthRule: ['stable-diffusion', 'flow', 'lcm'],
} as const satisfies Partial<Record<keyof ScheduleOptions, Rule>>;

function checkFalling(name: string, values: readonly unknown[]): void {
  const falling = (value: unknown, i: number) =>
    Number.isFinite(value) && (value as number) >= 0 && (i === 0 || (value as number) < (values[i - 1] as number));
  if (!Array.isArray(values) || values.length === 0 || !values.every(falling)) {
    throw new InvalidArgumentError(name, 'a list of falling numbers from 0 on', values);
  }
}
