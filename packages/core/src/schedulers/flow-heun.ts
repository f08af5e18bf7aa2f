import { flowSchedule } from './flow-schedule.js';
import { heunOver } from './heun-over.js';
import { length } from './level-settings.js';
import type { SchedulerClasses } from './scheduler-class.js';
import { flowPaper, type SchedulerFacts } from './scheduler-facts.js';
import type { SchedulerMethod } from './scheduler-method.js';

/**
 * {@inheritDoc heun}
 */
export const flowHeun = /* @__PURE__ */ heunOver(() => 1);

export const classes: SchedulerClasses = {
  FlowMatchHeunDiscreteScheduler: [{ name: 'flow', schedule: flowSchedule, asksAgain: true }, length, { shift: 1 }],
};

export const method: SchedulerMethod = () => flowHeun;

export const facts: SchedulerFacts = { order: 2, callsPerStep: 2, paper: flowPaper };
