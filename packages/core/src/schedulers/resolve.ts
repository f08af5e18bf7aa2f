import { InvalidArgumentError, suggestion } from '../errors/index.js';
import type { SchedulerConfig } from './config.js';
import { otherNames } from './registry.js';
import type { ScheduleOptions } from './schedule.js';
import { schedulerEntries, schedulerNames } from './scheduler-entries.js';
import type { SchedulerName } from './scheduler-name.js';
import { stableDiffusionConfig } from './stable-diffusion-config.js';

/** What another tool's name of a scheduler means here. */
export interface ResolvedScheduler {
  /** Absent where the name means "the model's own" (Leonardo's `LEONARDO`). */
  readonly name?: SchedulerName;
  /** The spacing that the name asks for, as in `DPM++ 2M Karras`. */
  readonly sigmas?: 'karras' | 'exponential' | 'beta';
  /**
   * Config entries that the name asks for beyond the scheduler's own, such as the order in `DPM++ 3M SDE`, to be laid over
   * the model's; `createSchedule` then reads the scheduler from there.
   */
  readonly config?: SchedulerConfig;
}

/**
 * Understands a scheduler's name of any tool: Overpaint's own (`dpmpp-2m`), diffusers' class
 * (`EulerAncestralDiscreteScheduler`), AUTOMATIC1111's label with its noise schedule (`DPM++ 2M Karras`), Leonardo's
 * enum (`EULER_DISCRETE`). Case, spaces and punctuation do not count.
 *
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` for an unknown name, with the nearest known one.
 * @example
 * ```ts
 * import { createSchedule, resolveScheduler } from '@overpaint/core';
 * resolveScheduler('DPM++ 2M Karras'); // { name: 'dpmpp-2m', sigmas: 'karras' }
 * resolveScheduler('EULER_ANCESTRAL_DISCRETE'); // { name: 'euler-ancestral' }
 * const { name = 'euler', sigmas = 'default' } = resolveScheduler('DPM++ 2M Karras');
 * createSchedule({ scheduler: name, sigmas, steps: 20 });
 * ```
 */
export function resolveScheduler(name: string): ResolvedScheduler {
  if (typeof name !== 'string') throw new InvalidArgumentError('scheduler', 'the name of a scheduler', name);
  const wanted = folded(name);
  const found = meanings().get(wanted);
  if (found) return found;
  const [, label, sigmas] = /^(.+)(karras|exponential|beta)$/.exec(wanted) ?? [];
  const base = label && meanings().get(label);
  if (base) return { ...base, sigmas: sigmas as 'karras' | 'exponential' | 'beta' };
  throw new InvalidArgumentError(
    'scheduler',
    `one of ${schedulerNames.join(', ')}, or another tool's name of one`,
    name,
    suggestion(name.replaceAll('+', 'p'), [...schedulerNames, ...schedulerEntries.map(({ className }) => className)]),
  );
}

/**
 * The options of {@link createSchedule} for a name of any tool, with the model's own config if there is one: what the
 * name says wins. A config's own class stands for all that the config says.
 */
export function scheduleOptionsOf(
  name: string,
  own?: SchedulerConfig,
): Pick<ScheduleOptions, 'scheduler' | 'config' | 'sigmas'> {
  const { name: scheduler, sigmas, config } = resolveScheduler(name);
  const whole = own?._class_name === name || config !== undefined;
  return {
    ...(own && { config: own }),
    ...(config && { config: { ...(own ?? stableDiffusionConfig), ...config } }),
    ...(scheduler && !whole && { scheduler }),
    ...(sigmas && { sigmas }),
  };
}

/** `DPM++ 2M`, `dpmpp-2m` and `DPMPP_2M` are one name, and a class is known without its "Scheduler". */
function folded(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('+', 'p')
    .replace(/[^a-z0-9]|parallel|scheduler$/g, '');
}

let known: Map<string, ResolvedScheduler> | undefined;
function meanings(): Map<string, ResolvedScheduler> {
  // Of several schedulers that are one class the first is what the class is by default: it comes last, and stays.
  known ??= new Map([...schedulerNames.flatMap(meaningsOf).reverse(), ['leonardo', {}], ['default', {}]]);
  return known;
}

/** All that a scheduler is called, folded. */
function meaningsOf(name: SchedulerName): [string, ResolvedScheduler][] {
  const classes = schedulerEntries.filter((entry) => entry.name === name).map(({ className }) => className);
  const others = Object.entries(otherNames[name] ?? {}).map(([label, settings]): [string, ResolvedScheduler] => [
    folded(label),
    settings ? { name, config: { _class_name: classes[0]!, ...settings } } : { name },
  ]);
  return [...[name, ...classes].map((label): [string, ResolvedScheduler] => [folded(label), { name }]), ...others];
}
