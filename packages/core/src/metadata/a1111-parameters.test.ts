import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createSchedule, samplingOf, scheduleOptionsOf } from '../schedulers/index.js';
import { formatParameters, parseParameters } from './a1111-parameters.js';
import { embedMetadata } from './embed-metadata.js';
import { readRecipe } from './read-recipe.js';
import { readSampler } from './recipe-values.js';

const recipe = {
  generator: 'Overpaint 0.1.0',
  prompt: { given: 'a bird', expanded: 'a bird, (watercolor:1.2)' },
  negativePrompt: { given: '', expanded: 'blurry, text' },
  steps: 20,
  scheduler: 'dpmpp-2m',
  sigmas: 'karras',
  guidanceScale: 7.5,
  imageGuidanceScale: 1,
  seed: 9007199254740991,
  size: { width: 576, height: 432 },
  model: { id: 'some/model, v2', sha256: '6ce0161689b3853acaa03779ec93eafe75a02f4ced659bee03f50797806fa2fa' },
  strength: 0.615,
};

it('is written as A1111 writes it', () => {
  expect(formatParameters(recipe)).toBe(
    'a bird, (watercolor:1.2)\nNegative prompt: blurry, text\n' +
      'Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 9007199254740991, Size: 576x432, ' +
      'Model hash: 6ce0161689, Model: "some/model, v2", Denoising strength: 0.615, Version: Overpaint 0.1.0',
  );
});

it('leaves out what is not known', () => {
  expect(formatParameters({ prompt: { expanded: 'a bird' }, steps: 20, seed: 0 })).toBe('a bird\nSteps: 20, Seed: 0');
});

/** webui's samplers and what its `Automatic` is for each: sd_samplers_kdiffusion.py of version 1.9. */
const webui = [
  { label: 'DPM++ 2M', automatic: 'karras' },
  { label: 'DPM++ SDE', automatic: 'karras' },
  { label: 'DPM++ 2M SDE', automatic: 'exponential' },
  { label: 'DPM++ 2M SDE Heun', automatic: 'exponential' },
  { label: 'DPM++ 2S a', automatic: 'karras' },
  { label: 'DPM++ 3M SDE', automatic: 'exponential' },
  { label: 'Euler a', automatic: undefined },
  { label: 'Euler', automatic: undefined },
  { label: 'LMS', automatic: undefined },
  { label: 'Heun', automatic: undefined },
  { label: 'DPM2', automatic: 'karras' },
  { label: 'DPM2 a', automatic: 'karras' },
  { label: 'DDIM', automatic: undefined },
  { label: 'PLMS', automatic: undefined },
  { label: 'UniPC', automatic: undefined },
  { label: 'LCM', automatic: undefined },
] as const;

describe.each(webui)('$label', ({ label, automatic }) => {
  const written = (sigmas?: 'karras' | 'exponential' | 'beta') => {
    const options = scheduleOptionsOf(label);
    const schedule = createSchedule({ ...options, steps: 4, ...(sigmas && { sigmas }) });
    const { config } = samplingOf(schedule);
    const text = formatParameters({
      steps: 4,
      scheduler: schedule.scheduler,
      schedulerConfig: config,
      sigmas: schedule.sigmas,
      seed: 1,
    });
    return parseParameters(text).settings;
  };
  const spacings = /DDIM|PLMS|LCM|UniPC/.test(label) ? [] : (['karras', 'exponential', 'beta'] as const);

  it("is written with a schedule type that means the model's own", () => {
    const { Sampler, 'Schedule type': type } = written();
    expect(Sampler).toBe(label);
    expect(automatic ? ['Uniform'] : ['Automatic', 'Uniform']).toContain(type);
  });

  it.each(spacings)('is written and read with %s spacing', (sigmas) => {
    const { Sampler, 'Schedule type': type } = written(sigmas);
    expect([Sampler, type]).toEqual([label, sigmas.replace(/^./, (letter) => letter.toUpperCase())]);
    expect(readSampler(Sampler!, type!)).toEqual({ scheduler: label, sigmas });
  });

  it("is read with webui's own spacing where the type is Automatic, and with the model's where it is Uniform", () => {
    expect(readSampler(label, 'Automatic')).toEqual({ scheduler: label, ...(automatic && { sigmas: automatic }) });
    expect(readSampler(label, 'Uniform')).toEqual({ scheduler: label });
    for (const read of [readSampler(`${label} Karras`), readSampler(label, 'Karras')]) {
      // webui's samplers by timesteps go on without one, whatever is stated.
      expect(read).toEqual({ scheduler: label, ...(spacings.length > 0 && { sigmas: 'karras' }) });
    }
  });
});

it.each([
  [20, 0.6],
  [20, 0.5],
  [1, 0.3],
  [7, 1],
  [50, 0.05],
])('has the steps of which webui runs %d at strength %d', (steps, strength) => {
  const { settings } = parseParameters(
    formatParameters({ steps, stepsMode: 'exact', strength, scheduler: 'euler', seed: 1 }),
  );
  // setup_img2img_steps() of sd_samplers_common.py; the samplers get the levels from there on, one more than this.
  expect(Math.trunc(Math.min(strength, 0.999) * Number(settings['Steps'])) + 1).toBe(steps);
});

it('says what else webui would do otherwise', () => {
  const schedulerConfig = { solver_type: 'bh2', solver_order: 2 };
  expect(formatParameters({ scheduler: 'unipc', schedulerConfig, weighting: 'none', eta: 0 })).toBe(
    '\nSampler: UniPC, UniPC variant: bh2, UniPC order: 2, Emphasis: Ignore',
  );
  expect(formatParameters({ scheduler: 'ddim', eta: 0.5, weighting: 'a1111' })).toBe('\nSampler: DDIM, Eta DDIM: 0.5');
});

it.each([
  'plain',
  'some/model, v2',
  'C:\\models\\one',
  'say "hi", you',
  '"quoted"',
  'two\nlines',
  'ends with a quote"',
  '鳥: 🐦',
])('quotes %j so that it is read back', (id) => {
  const text = formatParameters({ steps: 4, seed: 1, model: { id, sha256: '0123456789abcdef' } });
  expect(parseParameters(text).settings).toEqual({ Steps: '4', Seed: '1', 'Model hash': '0123456789', Model: id });
});

it('is read back', () => {
  const { prompt, negativePrompt, settings } = parseParameters(formatParameters(recipe));
  expect([prompt, negativePrompt]).toEqual(['a bird, (watercolor:1.2)', 'blurry, text']);
  expect(settings).toMatchObject({ Steps: '20', Model: 'some/model, v2', Seed: '9007199254740991', Size: '576x432' });
});

it.each([
  ['', { prompt: '', negativePrompt: '', settings: {} }],
  ['a bird', { prompt: 'a bird', negativePrompt: '', settings: {} }],
  ['a bird: blue', { prompt: 'a bird: blue', negativePrompt: '', settings: {} }],
  ['a\nb\nNegative prompt: c\nd', { prompt: 'a\nb', negativePrompt: 'c\nd', settings: {} }],
  [
    'Steps: 4, Sampler: Euler, Seed: 1',
    { prompt: '', negativePrompt: '', settings: { Steps: '4', Sampler: 'Euler', Seed: '1' } },
  ],
  // Two pairs are no settings to webui.
  ['Negative prompt: x\nSteps: 4, Seed: 1', { prompt: '', negativePrompt: 'x\nSteps: 4, Seed: 1', settings: {} }],
  [
    'a\r\nSteps: 4, Seed: 1, Extra: "a, \\"b\\": c", VAE hash: ',
    { prompt: 'a', negativePrompt: '', settings: { Steps: '4', Seed: '1', Extra: 'a, "b": c', 'VAE hash': '' } },
  ],
  [
    'a\nSteps: 4, Extra: "open, Seed: 1',
    { prompt: 'a', negativePrompt: '', settings: { Steps: '4', Extra: '"open', Seed: '1' } },
  ],
])('%j is taken apart', (text, expected) => {
  expect(parseParameters(text)).toEqual(expected);
});

it('takes any text without an error, in time', () => {
  const started = performance.now();
  for (const text of [
    ':',
    ',,,',
    'a:'.repeat(50_000),
    `${'a'.repeat(100_000)}(:`,
    'ab: "'.repeat(50_000),
    'Steps: 1, bb: 2, cc: 3\n'.repeat(20_000),
    `${'Template: a\n'.repeat(50_000)}x`,
    '"'.repeat(1000),
    'Steps: "',
    '\n\n',
    '__proto__: 1, a: 2, b: 3',
  ]) {
    expect(() => parseParameters(text)).not.toThrow();
  }
  expect(({} as { x?: unknown }).x).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(5000);
});

it('becomes a recipe', async () => {
  const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const read = (parameters: string) => readRecipe(embedMetadata(new Uint8Array(png), 'png', { parameters }));
  expect(read(formatParameters(recipe))).toMatchObject({
    prompt: { given: 'a bird, (watercolor:1.2)', expanded: 'a bird, (watercolor:1.2)' },
    negativePrompt: { expanded: 'blurry, text' },
    steps: 20,
    scheduler: 'DPM++ 2M',
    sigmas: 'karras',
    guidanceScale: 7.5,
    seed: 9007199254740991,
    size: { width: 576, height: 432 },
    strength: 0.615,
    a1111: { Model: 'some/model, v2', 'Model hash': '6ce0161689' },
  });
  expect(read('a\nSteps: 30, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 5')).toMatchObject({
    scheduler: 'DPM++ 2M',
    sigmas: 'karras',
  });
  expect(read('a\nSteps: x, Sampler: Euler a, Size: 5, CFG scale: 7')).toEqual({
    prompt: { given: 'a', expanded: 'a' },
    negativePrompt: { given: '', expanded: '' },
    scheduler: 'Euler a',
    guidanceScale: 7,
    a1111: { Steps: 'x', Sampler: 'Euler a', Size: '5', 'CFG scale': '7' },
  });
});

it('prefers our own recipe', async () => {
  const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  expect(readRecipe(embedMetadata(new Uint8Array(png), 'png', { recipe, parameters: 'other\nSteps: 1' }))).toEqual(
    recipe,
  );
});
