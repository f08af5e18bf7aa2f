import { expect, it } from 'vitest';
import { schedulerClasses } from './classes.js';
import { createSchedule } from './create-schedule.js';
import { resolveScheduler } from './resolve.js';
import { schedulers } from './scheduler-info.js';

it('understands its own names, classes, labels and enums', () => {
  for (const { name, diffusers, a1111, leonardo } of schedulers) {
    for (const alias of [name, name.toUpperCase(), ...a1111, ...leonardo])
      expect(resolveScheduler(alias)).toEqual({ name });
    expect(schedulers.find((info) => info.name === resolveScheduler(diffusers).name)!.diffusers).toBe(diffusers);
  }
  for (const name of Object.keys(schedulerClasses)) expect(resolveScheduler(name).name).toBeDefined();
});

it('reads the noise schedule out of a label', () => {
  expect(resolveScheduler('DPM++ 2M Karras')).toEqual({ name: 'dpmpp-2m', sigmas: 'karras' });
  expect(resolveScheduler('DPM++ 2M SDE Exponential')).toEqual({ name: 'dpmpp-2m-sde', sigmas: 'exponential' });
  const schedule = createSchedule({ scheduler: 'DPM++ 2M Karras', steps: 10 });
  expect(schedule.config).toMatchObject({ use_karras_sigmas: true, solver_order: 2 });
  const third = createSchedule({ scheduler: 'DPM++ 3M SDE Karras', steps: 10 });
  expect(third.config).toMatchObject({ algorithm_type: 'sde-dpmsolver++', solver_order: 3, use_karras_sigmas: true });
});

it("takes Leonardo's own scheduler for the model's", () => {
  expect(resolveScheduler('LEONARDO')).toEqual({});
  expect(createSchedule({ scheduler: 'LEONARDO', steps: 10 }).scheduler).toBe('pndm');
});

it('suggests the nearest name', () => {
  expect(() => resolveScheduler('EulerAncestralDiscretScheduler')).toThrow(
    /Did you mean "EulerAncestralDiscreteScheduler"/,
  );
  expect(() => resolveScheduler('')).toThrow(/one of ddim/);
});
