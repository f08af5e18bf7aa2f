import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Img2ImgOptions } from '../options.js';
import { createOverpaint } from '../overpaint.js';
import { referencePicture, referencePlatform, withFile } from '../testing/reference-platform.js';
import { folderScheduler } from './folder-scheduler.js';

const golden = (file: string) => JSON.parse(readFileSync(new URL(`../../golden/${file}`, import.meta.url), 'utf8'));
const index = golden('pipelines/sd15-tiny/model_index.json');

/** What a folder plans whose files say this of its scheduler. */
async function planWith(changes: object, config: string, options: Partial<Img2ImgOptions<URL>>) {
  const named = withFile('model_index.json', JSON.stringify({ ...index, ...changes }));
  const configured = withFile('scheduler/scheduler_config.json', config);
  const { plan } = createOverpaint<URL, never, never>(
    referencePlatform({ files: (files) => configured(named(files)) }) as never,
  );
  return plan({ image: referencePicture(), ...options } as never);
}

interface FaultCase {
  readonly name: string;
  readonly model: { readonly schedulerClass: string; readonly schedulerConfig: string };
  readonly options: Partial<Img2ImgOptions<URL>>;
  readonly expect: { readonly timesteps: readonly number[] };
}

const expectTimesteps = (actual: readonly number[], wanted: readonly number[]) => {
  expect(actual).toHaveLength(wanted.length);
  for (const [i, timestep] of wanted.entries()) expect(Math.abs(actual[i]! - timestep)).toBeLessThan(2e-3);
};

describe('the scheduler of a model folder', () => {
  it.each((golden('faults/03-scheduler-files.json').cases as FaultCase[]).map((item) => [item.name, item] as const))(
    'is that of diffusers: %s',
    async (_, { model, options, expect: { timesteps } }) => {
      const scheduler = ['diffusers', model.schedulerClass];
      const planned = await planWith({ scheduler }, model.schedulerConfig, options);
      expectTimesteps(planned.timesteps, timesteps);
      expect(planned.warnings).toEqual([]);
    },
  );

  const folders = golden('schedulers/folders.json') as {
    configs: Record<string, string>;
    cases: [className: string, config: string, steps: number, strength: number, timesteps: number[]][];
  };
  it.each(folders.cases)('is %s with the config %j', async (className, config, steps, strength, timesteps) => {
    const scheduler = ['diffusers', className];
    const planned = await planWith({ scheduler }, folders.configs[config]!, { steps, strength });
    expectTimesteps(planned.timesteps, timesteps);
  });

  it('chooses the timesteps below the strength in pipelines of LCM alone', async () => {
    const config = '{"_class_name": "LCMScheduler", "original_inference_steps": 50}';
    const options = { steps: 4, strength: 0.6 };
    const own = { _class_name: 'LatentConsistencyModelImg2ImgPipeline', scheduler: ['diffusers', 'LCMScheduler'] };
    expect((await planWith(own, config, options)).timesteps).toEqual([599, 459, 299, 159]);
    // Another scheduler has no such timesteps to choose from: its schedule is cut.
    const swapped = await planWith(own, config, { ...options, scheduler: 'ddim' });
    // (That pipeline takes the config as it is; those of Stable Diffusion set steps_offset to 1.)
    expect(swapped.timesteps).toEqual([250, 0]);
  });

  it('is changed as the pipeline changes it: in inpainting PNDM begins without Runge-Kutta', async () => {
    // StableDiffusionInpaintPipeline of diffusers 0.39 with these files.
    const sd = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', clip_sample: true };
    const planned = await planWith({}, JSON.stringify(sd), { model: 'inpaint-tiny', steps: 5, strength: 0.8 });
    expect(planned.timesteps).toEqual([601, 601, 401, 201, 1]);
    const ddim = { scheduler: ['diffusers', 'DDIMScheduler'] };
    const { schedulerConfig } = await planWith(ddim, JSON.stringify(sd), { model: 'inpaint-tiny', steps: 5 });
    expect(schedulerConfig).toMatchObject({ steps_offset: 1, clip_sample: true });
  });

  it('is the one that the caller names, whatever the folder says', async () => {
    const config = '{"_class_name": "PNDMScheduler", "beta_end": 0.01}';
    const scheduler = ['diffusers', 'MyScheduler'];
    const planned = await planWith({ scheduler }, config, { steps: 4, strength: 1, scheduler: 'euler' });
    expect(planned).toMatchObject({ scheduler: 'euler', schedulerConfig: { beta_end: 0.01 }, warnings: [] });
  });
});

describe('a class that the folder names', () => {
  const pndm = { _class_name: 'PNDMScheduler' };
  it.each<[string, object, Record<string, unknown> | undefined, string | undefined, boolean]>([
    ['wins', { scheduler: ['diffusers', 'DDIMScheduler'] }, pndm, 'DDIMScheduler', false],
    ['needs no file', { scheduler: ['diffusers', 'DDIMScheduler'] }, undefined, 'DDIMScheduler', false],
    ['may be of Flax', { scheduler: ['diffusers', 'FlaxDDIMScheduler'] }, pndm, 'DDIMScheduler', false],
    [
      'may be of ONNX Runtime',
      { scheduler: ['optimum', 'ORTEulerDiscreteScheduler'] },
      {},
      'EulerDiscreteScheduler',
      false,
    ],
    ['may be parallel', { scheduler: ['diffusers', 'DDPMParallelScheduler'] }, {}, 'DDPMScheduler', false],
    ['may be in the file alone', {}, pndm, 'PNDMScheduler', false],
    ['may be null', { scheduler: [null, null] }, { _class_name: 'DDIMScheduler' }, 'DDIMScheduler', false],
    ['may be a text', { scheduler: 'DDIMScheduler' }, pndm, 'PNDMScheduler', false],
    [
      'gives way when unknown',
      { scheduler: ['my', 'MyScheduler'] },
      { _class_name: 'TCDScheduler' },
      'TCDScheduler',
      true,
    ],
    ['gives way to the default', { scheduler: ['my', 'MyScheduler'] }, { _class_name: 'Other' }, 'PNDMScheduler', true],
    ['gives way to the default without a file', { scheduler: ['my', 'MyScheduler'] }, undefined, 'PNDMScheduler', true],
    ['may be missing', {}, { beta_end: 0.01 }, 'PNDMScheduler', true],
    ['may be a list', {}, { _class_name: ['my_code', 'MyScheduler'] }, 'PNDMScheduler', true],
    ['may be missing with the file', {}, undefined, undefined, false],
    ['may be no own key', { scheduler: ['diffusers', 'toString'] }, pndm, 'PNDMScheduler', true],
  ])('%s: %j, %j', (_, changes, config, className, warns) => {
    const { config: resolved, replaced } = folderScheduler(changes as never, config);
    expect(resolved?._class_name).toBe(className);
    if (config && resolved) expect(resolved).toMatchObject({ ...config, _class_name: className });
    if (warns) expect(replaced).toContain(className);
    else expect(replaced).toBeUndefined();
  });

  it('is told of in a warning where another takes its place', async () => {
    const planned = await planWith({ scheduler: ['my', 'MyScheduler'] }, '{"_class_name": "DDIMScheduler"}', {
      steps: 4,
    });
    expect(planned.scheduler).toBe('ddim');
    expect(planned.warnings).toEqual([
      { code: 'scheduler-replaced', message: expect.stringMatching(/MyScheduler.*DDIMScheduler/) },
    ]);
  });
});
