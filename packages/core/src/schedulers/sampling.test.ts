import { describe, expect, it } from 'vitest';
import { sample } from '../sample.js';
import { tensor } from '../tensor/tensor.js';
import type { SchedulerConfig } from './config.js';
import { createSchedule } from './create-schedule.js';
import { samplingOf } from './sampling.js';

describe('settings that decide no level', () => {
  it("are the class's own where the config says nothing", () => {
    const { settings, prediction } = samplingOf(createSchedule({ config: { _class_name: 'DDPMScheduler' }, steps: 5 }));
    expect(settings).toMatchObject({ variance_type: 'fixed_small', thresholding: false });
    expect(prediction).toEqual({ type: 'epsilon', clip: 1 });
  });

  it("are the config's otherwise, and not asked of classes that do not know them", () => {
    const config = { _class_name: 'EulerDiscreteScheduler', s_churn: 2, clip_sample: true, solver_order: 9 };
    const { settings, config: known } = samplingOf(createSchedule({ config, steps: 5 }));
    expect(settings).toMatchObject({ s_churn: 2, s_noise: 1 });
    expect(Object.keys(known)).not.toContain('solver_order');
    expect(known).toMatchObject({ _class_name: 'EulerDiscreteScheduler', use_karras_sigmas: false });
  });
});

const refused: [SchedulerConfig, string, RegExp][] = [
  [{ _class_name: 'PNDMScheduler', prediction_type: 'sample' }, 'UNSUPPORTED', /epsilon, v_prediction/],
  [{ _class_name: 'UniPCMultistepScheduler', solver_order: 7 }, 'INVALID_ARGUMENT', /solver_order.*from 1 to 3/],
  [{ _class_name: 'UniPCMultistepScheduler', solver_p: 'unipc' }, 'UNSUPPORTED', /solver_p/],
  [{ _class_name: 'DDPMScheduler', variance_type: 'learned_range' }, 'UNSUPPORTED', /fixed_small/],
  [{ _class_name: 'DDIMScheduler', thresholding: 'yes' }, 'INVALID_ARGUMENT', /thresholding: expected a boolean/],
  [{ _class_name: 'EulerDiscreteScheduler', prediction_type: 'flow_prediction' }, 'UNSUPPORTED', /prediction_type/],
  [
    { _class_name: 'DEISMultistepScheduler', prediction_type: 'flow_prediction' },
    'INVALID_ARGUMENT',
    /together with use_flow_sigmas/,
  ],
  [{ _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'dpmsolver' }, 'INVALID_ARGUMENT', /sigma_min/],
  [{ _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'fast' }, 'INVALID_ARGUMENT', /dpmsolver\+\+/],
];

it.each(refused)('refuses %j before the network is asked', async (config, code, message) => {
  const schedule = createSchedule({ config, steps: 5 });
  const error = expect.objectContaining({ code, message: expect.stringMatching(message) });
  expect(() => samplingOf(schedule)).toThrow(error);
  let asked = false;
  const predict = () => {
    asked = true;
    return tensor([1, 4, 1, 1]);
  };
  await expect(sample({ schedule, latents: tensor([1, 4, 1, 1]), predict })).rejects.toThrow(error);
  expect(asked).toBe(false);
});
