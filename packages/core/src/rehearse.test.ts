import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OverpaintError } from './errors/index.js';
import type { Img2ImgEvent } from './events.js';
import type { Img2ImgOptions } from './options.js';
import { createOverpaint } from './overpaint.js';
import { rehearse } from './rehearse.js';
import { sample } from './sample.js';
import { createSchedule, makeScheduler, type ScheduleOptions, type SchedulerConfig } from './schedulers/index.js';
import { tensor } from './tensor/tensor.js';
import { referencePicture, referencePlatform } from './testing/reference-platform.js';

interface FaultCase {
  readonly name: string;
  readonly check: string;
  readonly call: string;
  readonly options: Partial<Img2ImgOptions<URL, string, string>>;
  readonly expect: { readonly codes: string[]; readonly message: string; readonly timesteps: number[] };
}
const file = new URL('../golden/faults/13-undefined-settings.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: FaultCase[] };

const zeroSnr = {
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  clip_sample: false,
  rescale_betas_zero_snr: true,
};
const withoutSignal = {
  code: 'INVALID_ARGUMENT',
  message: expect.stringMatching(/zero terminal SNR, timestep 999.*epsilon/),
};
const refusal = expect.objectContaining(withoutSignal);

describe('a predicted noise where no signal is left', () => {
  it.each(cases.filter(({ name }) => name.startsWith('epsilon')).map((item) => [item.name, item] as const))(
    'is refused before a network is opened: %s',
    async (_, { options, expect: { codes, message } }) => {
      const platform = referencePlatform();
      const { img2img, plan } = createOverpaint<URL, string, ReturnType<typeof platform.decorate>>(platform);
      const events: Img2ImgEvent[] = [];
      const call = { image: referencePicture(), steps: 4, seed: 3, ...options };
      const run = img2img({ ...call, onProgress: (event) => events.push(event as Img2ImgEvent) });
      const error = (await run.then(
        () => expect.fail('expected an error'),
        (reason) => reason,
      )) as OverpaintError;
      expect(codes).toContain(error.code);
      expect(error.message).toMatch(new RegExp(message, 'i'));
      expect(events).toEqual([]);
      expect(platform.open).toEqual([]);
      await expect(plan(call)).rejects.toMatchObject({ code: error.code, message: error.message });
    },
  );

  const classes = ['DDIMScheduler', 'DDIMParallelScheduler', 'DDPMScheduler', 'LCMScheduler', 'TCDScheduler'];
  const spacings = ['trailing', 'linspace', 'leading'];
  const grid = classes.flatMap((name) => spacings.map((spacing) => [name, spacing] as const));
  it.each(grid)(
    'is refused of %s with %s spacing where its schedule begins there, and only then',
    async (name, spacing) => {
      const config = { ...zeroSnr, _class_name: name, timestep_spacing: spacing };
      for (const stepsMode of ['schedule', 'exact'] as const) {
        const from = (strength: number, prediction_type: string) =>
          createSchedule({ config: { ...config, prediction_type }, steps: 4, strength, stepsMode });
        const schedule = from(1, 'epsilon');
        if (schedule.levels[0]!.alpha === 0) await expect(rehearse(schedule, makeScheduler)).rejects.toEqual(refusal);
        else await rehearse(schedule, makeScheduler);
        // What is defined goes on working.
        await rehearse(from(0.6, 'epsilon'), makeScheduler);
        await rehearse(from(1, 'v_prediction'), makeScheduler);
        await rehearse(from(1, 'sample'), makeScheduler);
      }
    },
  );

  it('reaches there with the spacings that say so', () => {
    const starts = (name: string, spacing: string) =>
      createSchedule({ config: { ...zeroSnr, _class_name: name, timestep_spacing: spacing }, steps: 4 }).levels[0]!
        .alpha;
    expect(starts('DDIMScheduler', 'trailing')).toBe(0);
    expect(starts('DDPMScheduler', 'linspace')).toBe(0);
    expect(starts('LCMScheduler', 'leading')).toBe(0); // distilled timesteps end at the last, whatever the spacing
    expect(starts('DDIMScheduler', 'leading')).toBeGreaterThan(0);
  });

  it('may be clipped: that bounds it', async () => {
    const config = { ...zeroSnr, _class_name: 'DDIMScheduler', timestep_spacing: 'trailing', clip_sample: true };
    await rehearse(createSchedule({ config, steps: 4 }), makeScheduler);
  });

  it('is no matter to schedulers that keep a trace of signal, as diffusers does', async () => {
    for (const name of ['EulerDiscreteScheduler', 'EulerAncestralDiscreteScheduler', 'DPMSolverMultistepScheduler'])
      await rehearse(
        createSchedule({ config: { ...zeroSnr, _class_name: name, timestep_spacing: 'trailing' }, steps: 4 }),
        makeScheduler,
      );
  });
});

const undefinedSettings: [string, SchedulerConfig, Partial<ScheduleOptions>][] = [
  [
    'a table whose last beta is 1, with PNDM',
    { _class_name: 'PNDMScheduler', beta_end: 1, timestep_spacing: 'trailing', prediction_type: 'v_prediction' },
    {},
  ],
  [
    'a table of one timestep, with a multistep solver',
    { _class_name: 'DPMSolverMultistepScheduler', num_train_timesteps: 1 },
    {},
  ],
  ['a table without noise', { _class_name: 'DDIMScheduler', trained_betas: [0, 0, 0] }, {}],
  [
    'σ ends that are one',
    { _class_name: 'LMSDiscreteScheduler', use_karras_sigmas: true, sigma_min: 3, sigma_max: 3 },
    { sigmas: 'exponential' },
  ],
  ['σ of 0 on the way', { _class_name: 'DEISMultistepScheduler' }, { sigmas: [14, 1, 0], steps: undefined as never }],
];

it.each(undefinedSettings)('refuses %s before the network is asked', async (_, config, options) => {
  const schedule = createSchedule({ config, steps: 4, ...options } as ScheduleOptions);
  const predict = () => expect.fail('the network was asked');
  const latents = tensor([1, 4, 2, 2]);
  await expect(sample({ schedule, latents, predict, gaussian: () => latents })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    argument: 'config',
    message: expect.stringMatching(/can step/),
  });
});
