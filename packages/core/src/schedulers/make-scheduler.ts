import type { Settings } from './config.js';
import { methods } from './registry.js';
import type { Schedule } from './schedule.js';
import type { Scheduler } from './scheduler.js';

/** {@link makeScheduler}, or what fetches the method first. */
export type SchedulerMaker = (
  schedule: Schedule,
  settings: Settings,
) => Scheduler<unknown> | Promise<Scheduler<unknown>>;

/** The method that makes the steps of a schedule, as its settings ({@link samplingOf}) say. */
export function makeScheduler({ scheduler, eta }: Schedule, settings: Settings): Scheduler<unknown> {
  return methods[scheduler](settings, eta);
}
