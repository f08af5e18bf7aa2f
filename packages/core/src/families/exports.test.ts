import type { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { ModelFiles } from '../backend/files.js';
import type { Size } from '../image/index.js';
import type { Img2ImgOptions } from '../options.js';
import { createOverpaint } from '../overpaint.js';
import type { OverpaintImage } from '../overpaint-image.js';
import { withInput, withoutInput } from '../testing/edit-graph.js';
import { referencePicture, referencePlatform, withGraph } from '../testing/reference-platform.js';

const [int32, int64, float32, float64] = [6, 7, 1, 11];
const call = {
  image: referencePicture(),
  prompt: 'a cat',
  negativePrompt: 'dogs',
  size: 64,
  steps: 3,
  strength: 1,
  seed: 3,
};
type Options = Partial<Img2ImgOptions<URL, string>>;

async function paint(model: string, options: Options = {}, component?: string, edit?: (model: Buffer) => Buffer) {
  const platform = referencePlatform();
  const openModel: typeof platform.openModel = async (source, context) => {
    const files = await platform.openModel(source, context);
    const path = `${component}/model.onnx`;
    return edit ? withGraph(path, edit)(files) : files;
  };
  const { img2img } = createOverpaint<URL, never, never>({ ...platform, openModel } as never);
  const { images, plan } = await img2img({ ...call, ...options, model } as never);
  const { data, width, height } = images[0] as unknown as OverpaintImage;
  return { data, width, height, plan };
}

const chain =
  (...edits: readonly ((model: Buffer) => Buffer)[]) =>
  (model: Buffer) =>
    edits.reduce((graph, edit) => edit(graph), model);

it.each<[string, string, string, (model: Buffer) => Buffer]>([
  ['int32 ids', 'sdxl-tiny', 'text_encoder', (graph) => withInput(graph, 'input_ids', { type: int32 })],
  ['an int64 timestep', 'sdxl-tiny', 'unet', (graph) => withInput(graph, 'timestep', { type: int64 })],
  [
    'an int64 timestep for each picture',
    'lcm-tiny',
    'unet',
    (graph) => withInput(graph, 'timestep', { type: int64, dims: ['batch'], used: [] }),
  ],
  [
    'unnamed inputs',
    'sdxl-tiny',
    'unet',
    chain(
      (graph) => withInput(graph, 'text_embeds', { name: 'onnx::Concat_4' }),
      (graph) => withInput(graph, 'time_ids', { name: 'onnx::Shape_5' }),
    ),
  ],
  [
    'other names',
    'sdxl-refiner-tiny',
    'unet',
    chain(
      (graph) => withInput(graph, 'sample', { name: 'latent_model_input' }),
      (graph) => withInput(graph, 'timestep', { name: 't' }),
      (graph) => withInput(graph, 'encoder_hidden_states', { name: 'context' }),
    ),
  ],
  ['float places', 'flux-tiny', 'transformer', (graph) => withInput(graph, 'img_ids', { type: float32 })],
  [
    'places once a batch',
    'flux-tiny',
    'transformer',
    chain(
      (graph) => withInput(graph, 'img_ids', { dims: ['batch', 'packed', 'three'], used: [-1, 3] }),
      (graph) => withInput(graph, 'txt_ids', { type: float64, dims: ['batch', 'tokens', 'three'], used: [-1, 3] }),
    ),
  ],
  ['an int32 mask', 'z-image-tiny', 'text_encoder', (graph) => withInput(graph, 'attention_mask', { type: int32 })],
])('paints the same with %s: %s', async (_, model, component, edit) => {
  expect((await paint(model, {}, component, edit)).data).toEqual((await paint(model)).data);
});

it.each<[string, Options, Size]>([
  ['a source of another shape', { size: undefined }, { width: 64, height: 64 }],
  [
    'a source that fits in',
    { image: referencePicture('photo-80x48.png'), size: undefined },
    { width: 106, height: 64 },
  ],
  ['a smaller size', { size: { width: 40, height: 30 } }, { width: 40, height: 30 }],
])('pads pictures to the only size of a graph: %s', async (_, options, output) => {
  const fixed = (graph: Buffer) => withInput(graph, 'sample', { dims: ['batch', 4, 8, 16] });
  const { plan, width, height } = await paint('sd15-tiny', options, 'unet', fixed);
  expect({ width, height }).toEqual(output);
  expect(plan.network).toEqual({ width: 128, height: 64 });
  await expect(paint('sd15-tiny', { size: { width: 136, height: 64 } }, 'unet', fixed)).rejects.toMatchObject({
    argument: 'size',
    message: expect.stringContaining('at most 128 × 64'),
  });
});

it('warms up a graph of one size and one batch', async () => {
  const platform = referencePlatform({
    files: withGraph('unet/model.onnx', (graph) => withInput(graph, 'sample', { dims: [2, 4, 16, 8] })),
  });
  const { loadModel, inspectModel } = createOverpaint<URL, never, never>(platform as never);
  expect((await inspectModel('sd15-tiny')).supports.batchedGuidance).toBe(true);
  const model = await loadModel('sd15-tiny');
  await model.warmup();
  expect(platform.runs).toMatchObject({ unet: 1, vae_decoder: 1 });
  await model.dispose();
});

/** A model that was exported for one size and `batch` pictures at a time, its prompts too. */
function fixedThroughout(batch: number) {
  const shapes: readonly (readonly [string, string, readonly number[]])[] = [
    ['text_encoder', 'input_ids', [batch, 77]],
    ['unet', 'sample', [batch, 4, 8, 16]],
    ['unet', 'encoder_hidden_states', [batch, 77, 32]],
    ['vae_encoder', 'sample', [batch, 3, 64, 128]],
    ['vae_decoder', 'latent_sample', [batch, 4, 8, 16]],
  ];
  return (files: ModelFiles): ModelFiles =>
    ['text_encoder', 'unet', 'vae_encoder', 'vae_decoder'].reduce((all, component) => {
      const own = shapes.filter(([name]) => name === component);
      const edits = own.map(
        ([, input, dims]) =>
          (graph: Buffer) =>
            withInput(graph, input, { dims }),
      );
      return withGraph(`${component}/model.onnx`, chain(...edits))(all);
    }, files);
}

describe.each([1, 2])('a model exported for one size and %i at a time', (batch) => {
  const { img2img, inspectModel, loadModel, plan } = createOverpaint<URL, never, never>(
    referencePlatform({ files: fixedThroughout(batch) }) as never,
  );

  it('paints what it paints with free dimensions', async () => {
    for (const options of [{}, { guidanceScale: 1 }]) {
      const asked = { size: { width: 128, height: 64 }, ...options };
      const { images } = await img2img({ ...call, ...asked } as never);
      const free = await paint('sd15-tiny', asked);
      const apart = (images[0] as unknown as OverpaintImage).data.map((value, i) => Math.abs(value - free.data[i]!));
      expect(Math.max(...apart)).toBeLessThanOrEqual(1); // products of matrices of other shapes round otherwise
    }
  });

  it('is told from its graphs, and warms up', async () => {
    expect(await inspectModel()).toMatchObject({
      fixedSize: { width: 128, height: 64 },
      supports: { batchedGuidance: batch > 1 },
    });
    const model = await loadModel();
    await model.warmup();
    await model.dispose();
  });

  it('cuts prompts that it has no room for, and says so', async () => {
    const { prompts, warnings } = await plan({ ...call, prompt: 'a cat, '.repeat(60) } as never);
    expect(prompts[0].chunks).toBe(1);
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'prompt-cut' }));
    const { images } = await img2img({ ...call, prompt: 'a cat, '.repeat(60) } as never);
    expect(images[0]).toMatchObject({ width: 64, height: 64 });
  });
});

it('refuses networks that are made for different sizes', async () => {
  const unet = (graph: Buffer) => withInput(graph, 'sample', { dims: ['batch', 4, 8, 16] });
  const decoder = (graph: Buffer) => withInput(graph, 'latent_sample', { dims: [1, 4, 16, 16] });
  const files = (own: ModelFiles) =>
    withGraph('unet/model.onnx', unet)(withGraph('vae_decoder/model.onnx', decoder)(own));
  await expect(
    createOverpaint<URL, never, never>(referencePlatform({ files }) as never).inspectModel(),
  ).rejects.toMatchObject({
    code: 'MODEL_INVALID',
    component: 'vae_decoder',
    message: expect.stringMatching(/128 × 128 .*128 × 64/),
  });
});

it('runs FLUX.1 schnell, whose graph has no guidance', async () => {
  const scheduler = { _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 1, use_dynamic_shifting: false };
  const dev = await paint('flux-tiny', { scheduler, guidanceScale: 4, maxSequenceLength: 256, steps: 4 });
  const schnell = await paint('flux-tiny', { scheduler, steps: undefined }, 'transformer', (graph) =>
    withoutInput(graph, 'guidance', 4),
  );
  expect(schnell.plan.model.family).toBe('flux-schnell');
  expect(schnell.plan).toMatchObject({ steps: 4, maxSequenceLength: 256, guidanceScale: 1 });
  expect(schnell.plan.timesteps).toEqual([1000, 750, 500, 250]);
  expect(schnell.data).toEqual(dev.data);
});

it('opens the refiner with its only text encoder where others have the first', async () => {
  const platform = referencePlatform({
    files: (files) => {
      const here = (path: string) => path.replace(/^(text_encoder|tokenizer)\//, '$1_2/');
      return {
        ...files,
        list: async () =>
          (await files.list()).map((one) => ({
            ...one,
            path: one.path.replace(/^(text_encoder|tokenizer)_2\//, '$1/'),
          })),
        read: (path, range) => files.read(here(path), range),
        locate: (path) => files.locate(here(path)),
        fingerprint: (paths) => files.fingerprint(paths.map(here)),
      };
    },
  });
  const { img2img } = createOverpaint<URL, never, never>(platform as never);
  const { images } = await img2img({ ...call, model: 'sdxl-refiner-tiny' } as never);
  expect((images[0] as unknown as OverpaintImage).data).toEqual((await paint('sdxl-refiner-tiny')).data);
});
