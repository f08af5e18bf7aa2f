import { describe, expect, it } from 'vitest';
import type { ModelFiles } from '../backend/files.js';
import { fromRecipe } from '../from-recipe.js';
import type { Img2ImgOptions } from '../options.js';
import { createOverpaint } from '../overpaint.js';
import type { OverpaintImage } from '../overpaint-image.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';

/** The reference pipelines, and what their graphs make them. */
const models = {
  'sd15-tiny': 'stable-diffusion',
  'sd21-tiny': 'stable-diffusion',
  'turbo-tiny': 'stable-diffusion-turbo',
  'pix2pix-tiny': 'instruct-pix2pix',
  'inpaint-tiny': 'inpainting',
  'lcm-tiny': 'latent-consistency',
  'sdxl-tiny': 'stable-diffusion-xl',
  'sdxl-refiner-tiny': 'stable-diffusion-xl-refiner',
  'sd3-tiny': 'stable-diffusion-3',
  'sd3-no-t5-tiny': 'stable-diffusion-3',
  'flux-tiny': 'flux',
  'kontext-tiny': 'flux-kontext',
  'klein-tiny': 'flux-2-klein',
  'z-image-tiny': 'z-image',
} as const;

const call = { image: referencePicture(), prompt: 'a cat', size: 64, steps: 2, strength: 1, seed: 3 };
type Options = Partial<Img2ImgOptions<URL, string>>;

/** The calls, on files that are changed. */
function bind(files: (files: ModelFiles) => ModelFiles = (same) => same) {
  const { img2img, ...bound } = createOverpaint<URL, never, never>(referencePlatform({ files }) as never);
  const paint = async (options: Options) => {
    const { images, plan } = await img2img({ ...call, ...options } as never);
    return { plan, picture: images[0] as unknown as OverpaintImage };
  };
  return { ...bound, paint };
}
const { paint, plan, inspectModel, loadModel } = bind();

/** The same files without those that a pattern names. */
const without =
  (pattern: RegExp) =>
  (files: ModelFiles): ModelFiles => ({
    ...files,
    list: async () => (await files.list()).filter(({ path }) => !pattern.test(path)),
  });

describe.each(Object.entries(models))('%s', (model, family) => {
  it('is told by its graphs, whatever model_index.json says', async () => {
    expect((await inspectModel(model)).family).toBe(family);
    const unnamed = bind(without(/^model_index\.json$/));
    // The refiner's pipeline alone says that a missing negative prompt is no zeros; nothing else hangs on that file.
    expect((await unnamed.inspectModel(model)).family).toBe(family);
  });

  it('warms up', async () => {
    const loaded = await loadModel(model);
    await loaded.warmup();
    await loaded.dispose();
  });

  it('paints the same picture without any config.json', async () => {
    const bare = bind(without(/(?<!tokenizer\w*)\/config\.json$/));
    // Its VAE's factor is that of the family only where it is as published.
    const { latent } = await inspectModel(model);
    const { latent: assumed } = await bare.inspectModel(model);
    expect(assumed).toEqual(latent);
    expect((await bare.paint({ model })).picture.data).toEqual((await paint({ model })).picture.data);
  });

  it('repeats a picture by its recipe', async () => {
    const first = await paint({ model, prompt: 'a (blue:1.3) cat, by the sea', strength: 0.7, steps: 5 });
    const again = await paint({ model, ...(fromRecipe(first.picture.recipe) as Options) });
    expect(again.picture.data).toEqual(first.picture.data);
    expect(again.plan.timesteps).toEqual(first.plan.timesteps);
    expect(again.plan.warnings).toEqual([]);
  });

  it('reads prompts to their end, and weights where its text encoder has use for them', async () => {
    const long = Array.from({ length: 40 }, () => 'a cat on a mat').join(', ');
    const [plain, longer] = [
      await paint({ model, prompt: long }),
      await paint({ model, prompt: `${long}, oil, blue` }),
    ];
    const reads = !['z-image-tiny', 'flux-tiny', 'kontext-tiny', 'klein-tiny'].includes(model);
    if (reads) expect(longer.picture.data).not.toEqual(plain.picture.data);
    expect(plain.plan.prompts[0].tokens).toBeGreaterThan(75);
  });
});

it.each<[string, Options, readonly number[]]>([
  // Even σ from 1 to one step above clean, then shifted: FLUX's by e^µ for 16 tokens (µ = 0.459), Z-Image's by 3; times 1000.
  ['flux-tiny', { steps: 4 }, [1000, 826.1, 612.9, 345.4]],
  ['flux-tiny', { steps: 2, stepsMode: 'exact', strength: 0.5 }, [612.9, 345.4]],
  ['flux-tiny', { steps: 3, sigmas: 'exponential' }, [1000, 664.7, 441.8]],
  ['z-image-tiny', { steps: 4 }, [1000, 900, 750, 500]],
  ['z-image-tiny', { steps: 3, scheduler: 'flow-heun' }, [1000, 751.1, 751.1, 8.9, 8.9]],
])('%s with %j is told the timesteps %j', async (model, options, timesteps) => {
  const planned = await plan({ ...call, model, ...options } as never);
  expect(planned.timesteps.map((timestep) => Number(timestep.toFixed(1)))).toEqual(timesteps);
});

it('refuses schedulers that take no flow models', async () => {
  await expect(plan({ ...call, model: 'sd3-tiny', scheduler: 'pndm' } as never)).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('flow-euler'),
  });
});

it.each<[string, Options, string, string]>([
  ['sdxl-tiny', { clipSkip: 3 }, 'INVALID_ARGUMENT', 'at most 2'],
  ['sd15-tiny', { clipSkip: 3 }, 'INVALID_ARGUMENT', 'at most 2'],
  ['sd21-tiny', { clipSkip: 3 }, 'INVALID_ARGUMENT', 'at most 2'],
  ['sd3-tiny', { size: 400, tiles: false }, 'INVALID_ARGUMENT', 'at most 384 × 384'],
])('%s refuses %j', async (model, options, code, message) => {
  await expect(plan({ ...call, model, ...options } as never)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

it.each<[string, Options, string]>([
  ['flux-tiny', { clipSkip: 1 }, 'clipSkip means nothing'],
  ['pix2pix-tiny', { clipSkip: 1 }, 'clipSkip means nothing'],
  ['flux-tiny', { negativePrompt: 'blur' }, 'was taught guidance'],
  ['lcm-tiny', { negativePrompt: 'blur' }, 'was taught guidance'],
  ['lcm-tiny', { guidanceRescale: 0.5 }, 'was taught guidance'],
  ['sdxl-refiner-tiny', { prompt2: 'x' }, 'prompt2 means nothing'],
  ['z-image-tiny', { aestheticScore: 7 }, 'aestheticScore means nothing'],
  ['sd3-tiny', { originalSteps: 20 }, 'originalSteps means nothing'],
])('%s warns of %j', async (model, options, message) => {
  const { warnings } = await plan({ ...call, model, ...options } as never);
  expect(warnings.map((warning) => warning.message)).toEqual([expect.stringContaining(message)]);
});

it('tells a negative prompt that nobody gave from an empty one, in recipes too', async () => {
  const options: Options = { model: 'sdxl-tiny', guidanceScale: 6 };
  const missing = await paint(options);
  const empty = await paint({ ...options, negativePrompt: '' });
  expect(missing.picture.data).not.toEqual(empty.picture.data);
  expect(missing.picture.recipe).not.toHaveProperty('negativePrompt');
  expect(empty.picture.recipe.negativePrompt).toEqual({ given: '', expanded: '' });
});

it.each([
  ['sdxl-tiny', 'euler', 'epsilon'],
  ['sd3-tiny', 'flow-euler', 'flow'],
  ['flux-tiny', 'flow-euler', 'flow'],
  ['z-image-tiny', 'flow-euler', 'flow'],
  ['kontext-tiny', 'flow-euler', 'flow'],
  ['lcm-tiny', 'lcm', 'epsilon'],
])('%s comes with a scheduler of its family where the folder has none', async (model, scheduler, prediction) => {
  const bare = bind(without(/^(scheduler\/|model_index\.json)/));
  expect((await bare.plan({ ...call, model } as never)).scheduler).toBe(scheduler);
  expect((await bare.inspectModel(model)).predictionType).toBe(prediction);
});

it('says which options a model takes, and what it makes do without', async () => {
  expect((await inspectModel('sd3-no-t5-tiny')).missing).toEqual(['text_encoder_3']);
  expect((await inspectModel('sd3-tiny')).missing).toEqual([]);
  expect((await inspectModel('sdxl-refiner-tiny')).missing).toEqual([]);
  expect((await inspectModel('sdxl-tiny')).options).toEqual(['clipSkip', 'prompt2']);
  expect((await inspectModel('sd15-tiny')).options).toEqual(['clipSkip']);
  expect((await inspectModel('flux-tiny')).options).toEqual(['maxSequenceLength', 'prompt2', 'trueGuidanceScale']);
});

it('opens each text encoder once for prompt and negative prompt, in staged memory', async () => {
  const platform = referencePlatform();
  const { loadModel, img2img: paintWith, dispose } = createOverpaint<URL, never, never>(platform as never);
  const model = await loadModel('sdxl-tiny', { memory: 'staged' });
  const loads: string[] = [];
  const onProgress = (event: { type: string; component?: string }) =>
    void (event.type === 'load' && loads.push(event.component!));
  await paintWith({ ...call, model, negativePrompt: 'dogs', onProgress } as never);
  expect(loads).toEqual(['text_encoder', 'text_encoder_2', 'vae_encoder', 'unet', 'vae_decoder']);
  await dispose();
});
