import { InvalidArgumentError } from './errors/index.js';
import type { ModelDescription } from './model/describe.js';
import type { Img2ImgOptions } from './options.js';
import type { Warn } from './plan-warnings.js';
import { type ScheduleOptions, type SchedulerConfig, scheduleOptionsOf } from './schedulers/index.js';

/** The scheduler asked for: a name in anybody's words, a scheduler_config.json, or the model's own. */
export function askedScheduler(
  { scheduler, sigmas: spacing, replays }: Img2ImgOptions,
  preferred: string | undefined,
  { family, scheduler: { config = family.scheduler, replaced } }: ModelDescription,
  warn: Warn,
): Pick<ScheduleOptions, 'scheduler' | 'config' | 'sigmas'> {
  const own = { config: family.adaptScheduler(config) as SchedulerConfig };
  const choice = scheduler === undefined ? preferred : scheduler;
  const named = typeof choice === 'object' && choice !== null ? choice['_class_name'] : choice;
  if (named === undefined && replaced) warn('scheduler-replaced', replaced);
  if (choice === undefined) return own;
  if (typeof choice === 'string') return scheduleOptionsOf(choice, own.config);
  if (typeof choice === 'object' && choice !== null && !Array.isArray(choice)) {
    // What it leaves out (betas, prediction type) is the model's, as when diffusers swaps a pipeline's scheduler.
    const { sigmas, ...config } = choice as { sigmas?: ScheduleOptions['sigmas'] };
    if (!replays || spacing !== 'default') return { config: { ...own.config, ...config }, ...(sigmas && { sigmas }) };
    // Said of a recipe's spacing, `default` means the model's own.
    const others = Object.entries(config).filter(([key]) => !/^use_(karras|exponential|beta|lu)_/.test(key));
    return { config: { ...own.config, ...Object.fromEntries(others) } };
  }
  throw new InvalidArgumentError('scheduler', "a scheduler's name or a scheduler_config.json", choice);
}

/** JSON has no infinity; where a config has one, it is the default, so leaving it out says the same. */
export function withoutInfinity(config: SchedulerConfig): SchedulerConfig {
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => typeof value !== 'number' || Number.isFinite(value)),
  );
}
