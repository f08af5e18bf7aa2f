import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSchedulerConfig } from './config.js';
import { createSchedule } from './create-schedule.js';
import { samplingOf } from './sampling.js';
import type { ScheduleOptions } from './schedule.js';
import { schedulerNames } from './scheduler-entries.js';
import { schedulers } from './scheduler-info.js';

const flow = { _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3 };

describe('strength', () => {
  it('leaves the steps that diffusers leaves, and at least one', () => {
    const file = new URL('../../golden/schedulers/step-counts.json', import.meta.url);
    const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: [number, number, number, number][] };
    for (const [steps, strength, plain, ceiling] of rows) {
      const count = (options: ScheduleOptions) => createSchedule({ steps, strength, ...options }).steps.length;
      expect(count({ scheduler: 'euler' })).toBe(Math.max(plain, 1));
      expect(count({ config: flow })).toBe(Math.max(ceiling, 1));
    }
  });

  it('cuts by position, so that two equal timesteps are no trouble', () => {
    const timesteps = [999, 601, 600, 40];
    const schedule = createSchedule({ scheduler: 'euler', timesteps, strength: 0.5 });
    expect(schedule.timesteps).toEqual([600, 40]);
  });

  it('is continuous in exact mode, with exactly the steps asked for', () => {
    for (const scheduler of schedulerNames) {
      const options = scheduler.startsWith('flow') ? { config: flow } : {};
      const start = (strength: number) =>
        createSchedule({ ...options, scheduler, steps: 8, strength, stepsMode: 'exact' });
      expect(start(0.5).steps).toHaveLength(8);
      const [low, middle, high] = [0.5, 0.501, 0.52].map((strength) => start(strength).levels[0]!);
      expect(low!.sigma / low!.alpha).toBeLessThan(middle!.sigma / middle!.alpha);
      expect(middle!.sigma / middle!.alpha).toBeLessThan(high!.sigma / high!.alpha);
      expect(middle!.sigma - low!.sigma).toBeLessThan(0.01);
    }
  });

  it('names one level in exact mode, whatever the scheduler, the spacing and the steps', () => {
    const { sigma, alpha } = createSchedule({ scheduler: 'euler', timesteps: [666, 1] }).levels[0]!;
    for (const { name, flow, sigmas } of schedulers) {
      if (flow === true) continue;
      for (const spacing of sigmas) {
        for (const steps of [1, 7, 30]) {
          const options = { scheduler: name, sigmas: spacing, steps, strength: 2 / 3, stepsMode: 'exact' } as const;
          const first = createSchedule(options).levels[0]!;
          expect(first.sigma / first.alpha).toBeCloseTo(sigma / alpha, 6);
        }
      }
    }
  });

  it("runs on the caller's own values, cut or between them", () => {
    const own = { scheduler: 'euler', sigmas: [8, 4, 2, 1, 0] } as const;
    const ratios = (options: object) =>
      createSchedule({ ...own, ...options }).levels.map(({ sigma, alpha }) => +(sigma / alpha).toFixed(9));
    expect(ratios({})).toEqual([8, 4, 2, 1, 0]);
    expect(ratios({ strength: 0.5 })).toEqual([2, 1, 0]);
    expect(ratios({ strength: 0.5, stepsMode: 'exact', steps: 4 })).toEqual([2, 1.5, 1, 0.5, 0]);
  });
});

describe('config', () => {
  it("is Stable Diffusion 1.5's where none is given", () => {
    expect(createSchedule({ steps: 10, strength: 0.6 }).timesteps).toEqual([601, 501, 401, 301, 201, 101, 1]);
  });

  it('holds what other schedulers would have by default otherwise', () => {
    expect(samplingOf(createSchedule({ scheduler: 'ddim', steps: 10 })).prediction).toEqual({ type: 'epsilon' }); // not clipped
    expect(createSchedule({ scheduler: 'ddim', steps: 10 }).config).toMatchObject({ steps_offset: 1, beta_end: 0.012 });
  });

  it('may be of another class: what the scheduler knows is taken over', () => {
    const config = {
      _class_name: 'PNDMScheduler',
      prediction_type: 'v_prediction',
      timestep_spacing: 'trailing',
      skip_prk_steps: true,
    };
    const schedule = createSchedule({ scheduler: 'euler', config, steps: 4 });
    expect(schedule.timesteps).toEqual([999, 749, 499, 249]);
    const { prediction, config: known } = samplingOf(schedule);
    expect(prediction.type).toBe('v');
    expect(known).toMatchObject({ _class_name: 'EulerDiscreteScheduler', final_sigmas_type: 'zero' });
    expect(known).not.toHaveProperty('skip_prk_steps');
  });

  it('comes back resolved and makes the same schedule again', () => {
    for (const scheduler of schedulerNames) {
      const options = scheduler.startsWith('flow') ? { config: flow } : {};
      const first = createSchedule({ ...options, scheduler, steps: 10, strength: 0.7 });
      const config = JSON.parse(JSON.stringify(first.config));
      expect(createSchedule({ config, steps: 10, strength: 0.7 }).levels).toEqual(first.levels);
      expect(createSchedule({ config, steps: 10, strength: 0.7 }).scheduler).toBe(scheduler);
    }
  });

  it('may hold the infinities that Python writes', () => {
    const text =
      '{"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity, "note": "-Infinity, NaN", "x": NaN}';
    const config = parseSchedulerConfig(text);
    expect(config).toMatchObject({
      lambda_min_clipped: Number.NEGATIVE_INFINITY,
      note: '-Infinity, NaN',
      x: Number.NaN,
    });
    expect(createSchedule({ config, steps: 4 }).calls).toBe(4);
    expect(() => parseSchedulerConfig('[1]')).toThrow(/config: expected/);
    expect(() => parseSchedulerConfig('{"a": }')).toThrow(/config: expected/);
  });

  it("lets a name win over the config's solver", () => {
    const config = { _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'sde-dpmsolver++', solver_order: 3 };
    expect(createSchedule({ config, steps: 5 }).scheduler).toBe('dpmpp-2m-sde');
    const named = createSchedule({ scheduler: 'dpmpp-2m', config, steps: 5 });
    expect(samplingOf(named).config).toMatchObject({ algorithm_type: 'dpmsolver++', solver_order: 2 });
  });
});

describe('shift_terminal', () => {
  const file = new URL('../../golden/faults/13-undefined-settings.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as {
    cases: { check: string; options: ScheduleOptions; expect: { timesteps: number[] } }[];
  };
  const [fault] = cases.filter(({ check }) => check === 'schedule');

  it('leaves one step alone as it is, which begins from noise', () => {
    const { timesteps, levels } = createSchedule(fault!.options);
    expect(timesteps).toEqual(fault!.expect.timesteps);
    expect(levels.map(({ alpha, sigma }) => [alpha, sigma])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    const _class_name = 'UniPCMultistepScheduler';
    const unipc = { use_flow_sigmas: true, prediction_type: 'flow_prediction', shift_terminal: 0.1, _class_name };
    expect(createSchedule({ config: unipc, steps: 1 }).timesteps).toEqual([999]);
    // In exact mode it begins where strength says, not at the terminal σ.
    expect(createSchedule({ config: unipc, steps: 1, strength: 0.6, stepsMode: 'exact' }).levels[0].sigma).toBe(0.6);
  });

  it('is where more steps end', () => {
    const { levels } = createSchedule({ ...fault!.options, steps: 4 });
    expect(levels[0].sigma).toBeCloseTo(1, 12);
    expect(levels.at(-2)!.sigma).toBeCloseTo(0.1, 12);
  });
});

const refused: [ScheduleOptions | Record<string, unknown>, string, RegExp][] = [
  [{ steps: 0 }, 'INVALID_ARGUMENT', /steps: expected a whole number from 1 to 1000, received 0/],
  [{ steps: 2.5 }, 'INVALID_ARGUMENT', /steps/],
  [{ steps: Number.NaN }, 'INVALID_ARGUMENT', /steps/],
  [{}, 'INVALID_ARGUMENT', /steps: expected a whole number from 1 to 1000, received undefined/],
  [{ steps: 5, strength: 1.01 }, 'INVALID_ARGUMENT', /strength: expected a number from 0 to 1/],
  [{ steps: 5, strength: Number.NaN }, 'INVALID_ARGUMENT', /strength/],
  [{ steps: 5, strength: '0.5' }, 'INVALID_ARGUMENT', /strength/],
  [{ steps: 5, eta: -1 }, 'INVALID_ARGUMENT', /eta/],
  [{ steps: 5, stepsMode: 'precise' }, 'INVALID_ARGUMENT', /stepsMode: expected 'schedule' or 'exact'/],
  [{ steps: 5, scheduler: 'DPM++ 2M' }, 'INVALID_ARGUMENT', /one of ddim, .* \(resolveScheduler understands/],
  [
    { steps: 5, config: { _class_name: 'EulerDiscretScheduler' } },
    'INVALID_ARGUMENT',
    /config._class_name: expected one of .*EulerDiscreteScheduler/,
  ],
  [{ steps: 5, sigmas: 'karas' }, 'INVALID_ARGUMENT', /sigmas: expected 'default' or 'karras'/],
  [{ scheduler: 'euler', sigmas: [1, 2] }, 'INVALID_ARGUMENT', /falling/],
  [{ scheduler: 'euler', timesteps: [1, 999] }, 'INVALID_ARGUMENT', /falling/],
  [{ scheduler: 'euler', timesteps: [999, 1], sigmas: [3, 0] }, 'INVALID_ARGUMENT', /not both/],
  [{ scheduler: 'euler', timesteps: [999, 1], sigmas: 'karras' }, 'INVALID_ARGUMENT', /not both/],
  [{ scheduler: 'euler', sigmas: [5] }, 'INVALID_ARGUMENT', /at least two/],
  [{ scheduler: 'euler', timesteps: [1000, 1] }, 'INVALID_ARGUMENT', /from 0 to 999/],
  [{ scheduler: 'pndm', timesteps: [900, 1] }, 'UNSUPPORTED', /pndm takes no timesteps/],
  [
    { steps: 5, scheduler: 'ddim', sigmas: 'karras' },
    'UNSUPPORTED',
    /ddim takes no sigmas.* Possible: with lms, euler/,
  ],
  [{ scheduler: 'pndm', sigmas: [3, 1, 0] }, 'UNSUPPORTED', /pndm/],
  [{ steps: 5, scheduler: 'flow-euler' }, 'UNSUPPORTED', /flow-euler takes no diffusion models.* Possible: ddim/],
  [{ steps: 5, scheduler: 'euler', config: flow }, 'UNSUPPORTED', /Possible: flow-euler, flow-heun/],
  [
    { steps: 5, config: { _class_name: 'DDIMScheduler', beta_schedule: 'cosine' } },
    'INVALID_ARGUMENT',
    /scaled_linear/,
  ],
  [
    { steps: 5, config: { _class_name: 'DDIMScheduler', timestep_spacing: 'even' } },
    'INVALID_ARGUMENT',
    /'leading' or 'linspace' or 'trailing'/,
  ],
  [
    { steps: 5, config: { _class_name: 'DDIMScheduler', beta_end: 'high' } },
    'INVALID_ARGUMENT',
    /config.beta_end: expected a number/,
  ],
  [{ steps: 5, config: { ...flow, use_dynamic_shifting: true } }, 'INVALID_ARGUMENT', /mu/],
  [{ steps: 5, config: { ...flow, invert_sigmas: true } }, 'UNSUPPORTED', /invert_sigmas/],
  [{ steps: 60, scheduler: 'lcm' }, 'INVALID_ARGUMENT', /at most 50 .*originalSteps/],
  [{ steps: 5, config: [] }, 'INVALID_ARGUMENT', /config/],
  [
    { steps: 5, config: { _class_name: 'DDIMScheduler', trained_betas: [0.1, 2] } },
    'INVALID_ARGUMENT',
    /trained_betas/,
  ],
  [{ steps: 5, config: { _class_name: 'DDIMScheduler', trained_betas: 0.1 } }, 'INVALID_ARGUMENT', /a list of numbers/],
  [{ steps: 5, config: { _class_name: 'DDIMScheduler', trained_betas: [] } }, 'INVALID_ARGUMENT', /finite/],
  [
    { steps: 5, config: { _class_name: 'EulerDiscreteScheduler', beta_end: 1 } },
    'INVALID_ARGUMENT',
    /noise levels are finite/,
  ],
  [
    { steps: 5, config: { _class_name: 'EDMEulerScheduler', sigma_min: 0 } },
    'INVALID_ARGUMENT',
    /noise levels are finite/,
  ],
  [{ config: flow, sigmas: [3, 1] }, 'INVALID_ARGUMENT', /not below 0, received "alpha -0/],
];

it.each(refused)('refuses %j', (options, code, message) => {
  expect(() => createSchedule(options as ScheduleOptions)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
});

it('fits schedules as long as the table into it', () => {
  for (const scheduler of schedulerNames) {
    if (scheduler === 'lcm' || scheduler === 'tcd') continue;
    const options = scheduler.startsWith('flow') ? { config: flow } : {};
    const { levels } = createSchedule({ ...options, scheduler, steps: 1000 });
    for (let i = 1; i < levels.length; i++) {
      expect(levels[i]!.sigma / levels[i]!.alpha).toBeLessThan(levels[i - 1]!.sigma / levels[i - 1]!.alpha);
    }
  }
});
