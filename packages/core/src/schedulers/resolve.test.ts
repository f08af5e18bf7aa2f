import { expect, it } from 'vitest';
import { createSchedule } from './create-schedule.js';
import { resolveScheduler, scheduleOptionsOf } from './resolve.js';
import { schedulerEntries } from './scheduler-entries.js';
import { schedulers } from './scheduler-info.js';

it('understands its own names, classes, labels and enums', () => {
  for (const { name, diffusers, a1111, leonardo } of schedulers) {
    for (const alias of [name, name.toUpperCase(), ...a1111, ...leonardo])
      expect(resolveScheduler(alias)).toEqual({ name });
    expect(schedulers.find((info) => info.name === resolveScheduler(diffusers).name)!.diffusers).toBe(diffusers);
  }
  for (const { className } of schedulerEntries) {
    // What a scheduler_config.json of that class, which says nothing else, is.
    const { scheduler } = createSchedule({ config: { _class_name: className }, steps: 4 });
    for (const name of [className, className.replace('Scheduler', '')]) {
      expect(resolveScheduler(name)).toEqual({ name: scheduler });
    }
  }
});

it('reads the noise schedule out of a label', () => {
  expect(resolveScheduler('DPM++ 2M Karras')).toEqual({ name: 'dpmpp-2m', sigmas: 'karras' });
  expect(resolveScheduler('DPM++ 2M SDE Exponential')).toEqual({ name: 'dpmpp-2m-sde', sigmas: 'exponential' });
  const schedule = createSchedule({ ...scheduleOptionsOf('DPM++ 2M Karras'), steps: 10 });
  expect(schedule.config).toMatchObject({ use_karras_sigmas: true, solver_order: 2 });
  const third = createSchedule({ ...scheduleOptionsOf('DPM++ 3M SDE Karras'), steps: 10 });
  expect(third.scheduler).toBe('dpmpp-2m-sde');
  expect(third.config).toMatchObject({
    beta_start: 0.00085,
    algorithm_type: 'sde-dpmsolver++',
    solver_order: 3,
    use_karras_sigmas: true,
  });
});

it("takes Leonardo's own scheduler for the model's", () => {
  expect(resolveScheduler('LEONARDO')).toEqual({});
  expect(createSchedule({ ...scheduleOptionsOf('LEONARDO'), steps: 10 }).scheduler).toBe('pndm');
});

it('suggests the nearest name', () => {
  expect(() => resolveScheduler('EulerAncestralDiscretScheduler')).toThrow(
    /Did you mean "EulerAncestralDiscreteScheduler"/,
  );
  expect(() => resolveScheduler('')).toThrow(/one of ddim/);
});

it('lays what a name says over the config of the model', () => {
  const own = { _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'sde-dpmsolver++', beta_end: 0.01 };
  expect(scheduleOptionsOf('DPMSolverMultistepScheduler', own)).toEqual({ config: own });
  expect(scheduleOptionsOf('Euler a', own)).toEqual({ config: own, scheduler: 'euler-ancestral' });
  const { config } = createSchedule({ ...scheduleOptionsOf('DPM++ 2S a', own), steps: 4 });
  expect(config).toMatchObject({ _class_name: 'DPMSolverSinglestepScheduler', beta_end: 0.01 });
});
