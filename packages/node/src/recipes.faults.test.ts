import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromRecipe, type Recipe, readMetadata, readRecipe } from '@overpaint/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseParameters } from '../../core/src/metadata/a1111-parameters.js';
import { type ModelChanges, makeModel } from '../../core/src/testing/make-model.js';
import type { NodeOverpaintOptions } from './options.js';
import { createNodeOverpaint, type NodeOverpaint } from './overpaint.js';

const golden = fileURLToPath(new URL('../../core/golden/', import.meta.url));
const image = join(golden, 'pipelines/inputs/photo-64x64.png');
const read = async (name: string) => JSON.parse(await readFile(join(golden, 'faults', name), 'utf8'));
const [otherModel, otherScheduler, finishEarly, folderReplay, otherWeights] = (await read('15-recipes.json')).cases;

let folder: string;
const bound: NodeOverpaint[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-recipes-'));
});
afterAll(async () => {
  await Promise.all(bound.map(({ dispose }) => dispose()));
  await rm(folder, { recursive: true });
});

/** Calls as a process of their own would have them: nothing has painted there yet. */
function bind(options: NodeOverpaintOptions = {}): NodeOverpaint {
  const overpaint = createNodeOverpaint({
    cache: false,
    defaultModel: join(golden, 'pipelines/sd15-tiny'),
    ...options,
  });
  bound.push(overpaint);
  return overpaint;
}
let shared: NodeOverpaint;
beforeAll(() => {
  shared = bind();
});
const model = (name: string, changes?: ModelChanges) => makeModel(join(folder, name), changes);
const call = { image, prompt: 'ink', steps: 4, strength: 0.75, seed: 3 };
const ddim = (changes: object) => ({
  schedulerClass: 'DDIMScheduler',
  schedulerConfig: JSON.stringify({ ...JSON.parse(otherModel.from.schedulerConfig), ...changes }),
});
const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);

describe('what belongs to the model', () => {
  /** Everything of a config that another model may have otherwise, beside the case's prediction type. */
  const others: [string, object, object][] = [
    [otherModel.name, JSON.parse(otherModel.from.schedulerConfig), JSON.parse(otherModel.to.schedulerConfig)],
    ['betas', { beta_start: 0.001, beta_end: 0.02, beta_schedule: 'linear' }, {}],
    ['a list of betas', { trained_betas: Array.from({ length: 1000 }, (_, i) => 0.0001 + i * 1e-5) }, {}],
    [
      'terminal SNR',
      { rescale_betas_zero_snr: true, prediction_type: 'v_prediction', timestep_spacing: 'trailing' },
      {},
    ],
    ['no terminal SNR', {}, { rescale_betas_zero_snr: true, prediction_type: 'v_prediction' }],
    ['the length of its training', { num_train_timesteps: 500 }, {}],
    ['its timesteps', { timestep_spacing: 'trailing', set_alpha_to_one: true }, { timestep_spacing: 'leading' }],
    ['thresholds', { thresholding: true, sample_max_value: 2 }, {}],
  ];

  it.each(others)('stays with it: %s', async (name, from, to) => {
    const { img2img, plan } = shared;
    const first = await model(`from ${name}`, ddim(from));
    const second = await model(`to ${name}`, ddim(to));
    for (const scheduler of [undefined, 'euler', 'DPM++ 2M Karras']) {
      const { images, recipe } = await img2img({ ...call, model: first, ...(scheduler && { scheduler }) });
      const own = await plan({ ...call, model: second, ...(scheduler && { scheduler }) });
      const replayed = await plan({ image, ...fromRecipe(recipe), model: second });
      expect(replayed.schedulerConfig).toEqual(own.schedulerConfig);
      const again = await img2img({ image, ...fromRecipe(recipe) });
      expect(again.images[0].data).toEqual(images[0].data);
      expect(codes(again.warnings)).toEqual(codes([]));
    }
  });

  it('is replayed where the call itself asked for it', async () => {
    const { img2img, plan } = shared;
    const scheduler = { _class_name: 'DDIMScheduler', timestep_spacing: 'trailing', prediction_type: 'sample' };
    const { images, recipe } = await img2img({ ...call, scheduler });
    expect(recipe.asked).toEqual({ seed: 3, steps: 4, strength: 0.75, scheduler });
    const again = await img2img({ image, ...fromRecipe(recipe) });
    expect(again.images[0].data).toEqual(images[0].data);
    expect(again.warnings).toEqual([]);
    const other = await model('asked', ddim({}));
    expect((await plan({ image, ...fromRecipe(recipe), model: other })).schedulerConfig).toMatchObject(scheduler);
  });

  it('is told where it changed under the same weights', async () => {
    const { img2img } = shared;
    const before = await model('before', ddim({}));
    const after = await model('after', ddim({ timestep_spacing: 'trailing' }));
    const { recipe } = await img2img({ ...call, model: before });
    const { warnings } = await img2img({ image, ...fromRecipe(recipe), model: after });
    expect(warnings).toEqual([
      { code: 'other-model', message: expect.stringContaining('timestep_spacing "trailing" instead of "leading"') },
    ]);
  });

  it('is replayed of a model without a scheduler of its own', async () => {
    const { img2img } = shared;
    const bare = await model('bare');
    await rm(join(bare, 'scheduler'), { recursive: true });
    for (const scheduler of [undefined, 'euler', 'ddim']) {
      const { images, recipe } = await img2img({ ...call, model: bare, ...(scheduler && { scheduler }) });
      const again = await img2img({ image, ...fromRecipe(recipe) });
      expect(again.images[0].data).toEqual(images[0].data);
    }
  });
});

describe("another scheduler than the recipe's", () => {
  const spaced: Parameters<NodeOverpaint['img2img']>[0][] = [
    { ...call, ...otherScheduler.options },
    { ...call, scheduler: 'dpmpp-2m', sigmas: 'karras' },
    { ...call, scheduler: 'Euler a', sigmas: 'exponential' },
    { ...call, scheduler: 'unipc', sigmas: 'beta' },
    { ...call, scheduler: { _class_name: 'DPMSolverMultistepScheduler', use_karras_sigmas: true } },
  ];

  it.each(spaced)('replaces scheduler and spacing: $scheduler $sigmas', async (options) => {
    const { img2img, plan } = shared;
    const { images, recipe } = await img2img(options);
    for (const scheduler of ['ddim', 'pndm', 'lcm', 'euler']) {
      const planned = await plan({ image, ...fromRecipe(recipe), scheduler });
      expect(planned).toMatchObject({ scheduler, sigmas: 'default', steps: 4 });
    }
    const again = await img2img({ image, ...fromRecipe(recipe) });
    expect(again.images[0].data).toEqual(images[0].data);
    for (const sigmas of ['default', 'exponential', 'karras'] as const) {
      const other = await plan({ image, ...fromRecipe(recipe), sigmas });
      expect(other).toMatchObject({ scheduler: recipe.scheduler, sigmas });
    }
  });

  it('replaces those of another tool, and what it does not take is no hindrance', async () => {
    const { plan } = shared;
    const found = {
      prompt: { given: 'a', expanded: 'a' },
      scheduler: 'DPM++ 2M',
      sigmas: 'karras',
      steps: 4,
    } as object;
    expect(await plan({ image, ...fromRecipe(found) })).toMatchObject({ scheduler: 'dpmpp-2m', sigmas: 'karras' });
    expect(await plan({ image, ...fromRecipe(found), scheduler: 'ddim' })).toMatchObject({ scheduler: 'ddim' });
  });
});

describe('finishEarly()', () => {
  it.each([1, finishEarly.after, 5])('after step %d', async (after) => {
    const { img2img, plan } = shared;
    const run = img2img({
      ...call,
      steps: finishEarly.steps,
      strength: 1,
      scheduler: 'heun',
      onProgress: (event) => event.type === 'step' && event.index === after && run.finishEarly(),
    });
    const { images, recipe } = await run;
    expect(recipe).toMatchObject({ steps: finishEarly.steps, stepsRun: after, stopAfter: after });
    const whole = await plan({ ...call, steps: finishEarly.steps, strength: 1, scheduler: 'heun' });
    expect(recipe.timesteps).toEqual(whole.timesteps.slice(0, 2 * after)); // Heun asks twice a step
    expect(readRecipe(await images[0].encode())).toEqual(recipe);

    const planned = await plan({ image, ...fromRecipe(recipe) });
    expect(planned).toMatchObject({ stepsRun: after, timesteps: recipe.timesteps, networkCalls: 2 * after });
    const again = await img2img({ image, ...fromRecipe(recipe) });
    expect(again.images[0].data).toEqual(images[0].data);
  });

  it('is told of the picture that it ended, and of no other', async () => {
    const { img2img } = shared;
    const run = img2img({
      ...call,
      strength: 1,
      count: 3,
      onProgress: (event) => event.type === 'step' && event.picture === 1 && event.index === 2 && run.finishEarly(),
    });
    const { images } = await run;
    expect(images.map(({ recipe: { stepsRun, stopAfter, seed } }) => [stepsRun, stopAfter, seed])).toEqual([
      [4, undefined, 3],
      [2, 2, 4],
    ]);
  });
});

describe('the model of a recipe', () => {
  const painted = async (overpaint: NodeOverpaint, options: object = {}): Promise<[Uint8ClampedArray, Recipe]> => {
    const { images } = await overpaint.img2img({ ...call, ...options });
    return [images[0].data, readRecipe(await images[0].encode()) as Recipe];
  };

  it(`paints again where it painted: ${folderReplay.name}`, async () => {
    const overpaint = bind({ maxModels: 1 });
    const path = await model(folderReplay.folder);
    const [pixels, recipe] = await painted(overpaint, { model: path });
    expect(fromRecipe(recipe)).not.toHaveProperty('model');
    for (const options of [{}, { model: path }]) {
      await overpaint.img2img({ ...call, strength: 0.3 }); // another model in between
      const again = await overpaint.img2img({ image, ...fromRecipe(recipe), ...options });
      expect(again.images[0].data).toEqual(pixels);
      expect(again.warnings).toEqual([]);
    }
  });

  it('is refused elsewhere, unless it is named', async () => {
    const path = await model('m2', { edits: [{ op: 'weights', component: 'unet', factor: 1.1 }] });
    const [pixels, recipe] = await painted(bind(), { model: path });
    const { img2img, plan } = bind();
    for (const refused of [img2img, plan]) {
      await expect(refused({ image, ...fromRecipe(recipe) })).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
        message: expect.stringMatching(new RegExp(`"m2".*${recipe.model.sha256.slice(0, 12)}`)),
      });
    }
    const again = await img2img({ image, ...fromRecipe(recipe), model: path });
    expect([again.images[0].data, again.warnings]).toEqual([pixels, []]);
  });

  it('is opened by its name on request only', async () => {
    const path = await model('m3');
    const [pixels, { model: painter, ...recipe }] = await painted(bind(), { model: path });
    const stranger = { ...recipe, model: { ...painter, id: path } };
    const { img2img } = bind();
    await expect(img2img({ image, ...fromRecipe(stranger) })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    const again = await img2img({ image, ...fromRecipe(stranger, { model: true }) });
    expect([again.images[0].data, again.warnings]).toEqual([pixels, []]);
  });

  it('is the default one where it was', async () => {
    const [pixels, recipe] = await painted(bind());
    const again = await bind().img2img({ image, ...fromRecipe(recipe) });
    expect([again.images[0].data, again.warnings]).toEqual([pixels, []]);
  });

  it('may be a loaded one, even after it was freed', async () => {
    const { img2img, loadModel } = bind();
    const loaded = await loadModel(await model('m4', { edits: [{ op: 'weights', component: 'unet', factor: 1.2 }] }));
    const { images, recipe } = await img2img({ ...call, model: loaded });
    expect((await img2img({ image, ...fromRecipe(recipe) })).images[0].data).toEqual(images[0].data);
    await loaded.dispose();
    expect((await img2img({ image, ...fromRecipe(recipe) })).images[0].data).toEqual(images[0].data);
  });

  it(`warns: ${otherWeights.name}`, async () => {
    const { img2img, plan } = bind();
    const { factor } = otherWeights;
    const changed = await model('m5', { edits: [{ op: 'weights', component: 'unet', factor }] });
    const { recipe } = await img2img(call);
    const events: string[] = [];
    const options = { image, ...fromRecipe(recipe), model: changed };
    const onProgress = (event: { type: string }) => void events.push(event.type);
    const { warnings } = await img2img({ ...options, onProgress });
    const expected = { code: 'other-model', message: expect.stringContaining(recipe.model.sha256.slice(0, 12)) };
    expect(warnings).toEqual([expected]);
    expect(events.filter((type) => type === 'warning')).toHaveLength(1);
    expect((await plan(options)).warnings).toEqual([expected]);
    // The default model with other weights than it had.
    const upgraded = bind({
      defaultModel: await model('sd15-tiny', { edits: [{ op: 'weights', component: 'unet', factor }] }),
    });
    expect(codes((await upgraded.img2img({ image, ...fromRecipe(recipe) })).warnings)).toEqual(['other-model']);
  });
});

it('gives way to what is written after it, strength from its other end too', async () => {
  const { img2img, plan } = shared;
  const { recipe } = await img2img(call);
  const over = { steps: 9, seed: 8, guidanceScale: 5, size: { width: 48, height: 32 }, prompt: 'oil' };
  const { prompts, ...planned } = await plan({ image, ...fromRecipe(recipe), ...over, strength: 0.4 });
  expect(planned).toMatchObject({ steps: 9, seed: 8, guidanceScale: 5, size: over.size, strength: 0.4 });
  expect(prompts[0].expanded).toBe('oil');
  expect((await plan({ image, ...fromRecipe(recipe), initStrength: 0.74 })).strength).toBeCloseTo(0.4);
});

it('says what it cannot hold: a mask, and features', async () => {
  const { img2img, plan } = shared;
  const features = [{ name: 'nothing' }];
  const { images, recipe } = await img2img({ ...call, mask: image, maskBlur: 2, features });
  expect(recipe.asked).toMatchObject({ mask: true, maskBlur: 2, features: ['nothing'] });
  const { warnings } = await plan({ image, ...fromRecipe(recipe) });
  expect(warnings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    expect.stringMatching(/^incomplete-replay: .*mask/),
    expect.stringMatching(/^incomplete-replay: .*features/),
  ]);
  const again = await img2img({ image, ...fromRecipe(recipe), mask: image, maskBlur: 2, features });
  expect([again.images[0].data, again.warnings]).toEqual([images[0].data, []]);
});

it('holds plain JSON, whatever the call was given', async () => {
  const circle: Record<string, unknown> = { _class_name: 'DDIMScheduler', big: 5n, huge: Number.POSITIVE_INFINITY };
  circle['self'] = circle;
  const { asked, ...planned } = await shared.plan({ ...call, scheduler: circle, other: circle } as typeof call);
  expect(planned.scheduler).toBe('ddim');
  expect(asked['scheduler']).toMatchObject({ _class_name: 'DDIMScheduler' });
  expect(JSON.parse(JSON.stringify(asked))).toEqual(asked);
});

describe('a seed', () => {
  it('beyond what a number holds is refused with the bound', async () => {
    const [{ options, expect: expected }] = (await read('07-big-seeds.json')).cases;
    const { plan } = shared;
    for (const call of [
      options,
      { seed: 2 ** 53 + 4 },
      { seed: Number.MAX_SAFE_INTEGER, count: 2 },
      { seed: 2 ** 63 },
    ]) {
      await expect(plan({ image, ...call })).rejects.toMatchObject({
        code: expected.codes[0],
        message: expect.stringMatching(/9007199254740991|9007199254740990/),
      });
    }
    expect((await plan({ image, seed: Number.MAX_SAFE_INTEGER })).seed).toBe(2 ** 53 - 1);
  });

  it('of 64 bits in a file paints with its lowest 32', async () => {
    const { plan } = shared;
    const recipe = readRecipe(await readFile(join(golden, 'faults/inputs/seed-of-51-bits-and-more.png')))!;
    expect((await plan({ image, ...fromRecipe(recipe) })).seed).toBe(123);
  });
});

describe('the text for A1111', async () => {
  const { cases } = await read('08-metadata-written.json');

  it.each(cases as { name: string; options: object; expect: object }[])(
    '$name',
    async ({ options, expect: expected }) => {
      const { images } = await shared.img2img({ ...call, ...options });
      const { parameters } = readMetadata(await images[0].encode('png'));
      expect(parseParameters(parameters!).settings).toMatchObject(expected);
    },
  );
});

it('reads recipes of the first versions', async () => {
  const { img2img } = shared;
  const { images, recipe } = await img2img({ ...call, scheduler: 'DPM++ 2M Karras' });
  const { asked: _, ...older } = recipe;
  const again = await img2img({ image, ...fromRecipe(older) });
  expect([again.images[0].data, again.warnings]).toEqual([images[0].data, []]);
});
