export type { SchedulerName } from './catalog.js';
export { parseSchedulerConfig, type SchedulerConfig, type Settings as SchedulerSettings } from './config.js';
export type { Transition } from './course.js';
export { createSchedule } from './create-schedule.js';
export { makeScheduler } from './make.js';
export { type ResolvedScheduler, resolveScheduler, scheduleOptionsOf } from './resolve.js';
export type { Schedule, ScheduleOptions } from './schedule.js';
export type { Scheduler, StepInput, StepResult } from './scheduler.js';
export { type SchedulerInfo, schedulers } from './scheduler-info.js';
