import type { Settings } from './config.js';
import * as ddim from './ddim.js';
import * as dpmpp2m from './dpmpp-2m.js';
import * as euler from './euler.js';
import * as eulerAncestral from './euler-ancestral.js';
import type { Schedule } from './schedule.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerMethod } from './scheduler-method.js';
import type { SchedulerName } from './scheduler-name.js';

/** What most calls step with: where every byte is fetched, the others come when they are named. */
const usual: Readonly<Partial<Record<SchedulerName, SchedulerMethod>>> = {
  ddim: ddim.method,
  'dpmpp-2m': dpmpp2m.method,
  euler: euler.method,
  'euler-ancestral': eulerAncestral.method,
};

/** The method that makes the steps of a schedule, if it is one of those that most calls take. */
export function makeUsualScheduler({ scheduler, eta }: Schedule, settings: Settings): Scheduler<unknown> | undefined {
  return usual[scheduler]?.(settings, eta);
}
