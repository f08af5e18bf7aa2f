import type { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { fromRecipe } from '../from-recipe.js';
import type { Image } from '../image/index.js';
import type { Img2ImgOptions } from '../options.js';
import { createOverpaint } from '../overpaint.js';
import { withInput } from '../testing/edit-graph.js';
import { referencePicture, referencePlatform, withGraph } from '../testing/reference-platform.js';
import { controlNet } from './control-net.js';

const golden = new URL('../../golden/pipelines/', import.meta.url);
const platform = referencePlatform();
const { img2img, plan, loadControlNet, dispose } = createOverpaint<URL, never, never>(platform as never);
afterAll(() => dispose());

type Options = Partial<Img2ImgOptions<URL, unknown, string>>;
const run = (options: Options) => img2img({ image: referencePicture(), seed: 42, ...options } as never);
const paint = async (options: Options) => (await run(options)).images[0] as unknown as Image;

const pixelsOf = (file: URL) => sharp(readFileSync(file)).ensureAlpha().raw().toBuffer();

function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}

interface Case {
  readonly image: string;
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly steps: number;
  readonly strength: number;
  readonly guidanceScale: number;
  readonly seeds: readonly number[];
  /** Where it is another than the model's, all of its settings are its own. */
  readonly scheduler?: object;
  readonly savedSchedulerConfig?: string;
  readonly width: number;
  readonly height: number;
  /** Of one ControlNet, in the model's folder. */
  readonly control?: string;
  readonly controlScale?: number;
  readonly controlStart?: number;
  readonly controlEnd?: number;
  /** Or of several. */
  readonly controlNets?: readonly {
    readonly net: string;
    readonly control: string;
    readonly scale: number;
    readonly start: number;
    readonly end: number;
  }[];
}

/** The ControlNets of a case. */
const netsOf = ({ control, controlScale, controlStart, controlEnd, controlNets }: Case) =>
  controlNets ?? [
    { net: 'controlnet', control: control!, scale: controlScale!, start: controlStart ?? 0, end: controlEnd ?? 1 },
  ];

describe.each(['controlnet-tiny', 'controlnet-plain-tiny', 'sdxl-controlnet-tiny', 'sd3-controlnet-tiny'])(
  'agrees with diffusers on %s',
  (model) => {
    const folder = new URL(`${model}/cases/`, golden);
    it.each(readdirSync(folder))('%s', async (name) => {
      const call = JSON.parse(readFileSync(new URL(`${name}/case.json`, folder), 'utf8')) as Case;
      const features = [];
      for (const { net, control, scale, start, end } of netsOf(call)) {
        const loaded = await loadControlNet(`${model}/${net}`);
        features.push(controlNet(loaded, { image: referencePicture(control), weight: scale, start, end }));
      }
      const painted = await paint({
        image: referencePicture(call.image),
        model,
        features,
        prompt: call.prompt,
        negativePrompt: call.negativePrompt,
        steps: call.steps,
        strength: call.strength,
        guidanceScale: call.guidanceScale,
        seed: call.seeds[0],
        size: { width: call.width, height: call.height },
        ...(call.scheduler && { scheduler: JSON.parse(call.savedSchedulerConfig!) }),
      });
      expect(apart(painted.data, await pixelsOf(new URL(`${name}/image-0.png`, folder)))).toBeLessThanOrEqual(1);
    });
  },
);

const call = { model: 'controlnet-plain-tiny', prompt: 'ink', size: 64, steps: 4, strength: 0.75, guidanceScale: 4 };
const net = await loadControlNet('controlnet-tiny/controlnet');
const edges = referencePicture('edges-64x64.png');
const steered = [controlNet(net, { image: edges })];
const plain = await paint(call);
const steeredPicture = await paint({ ...call, features: steered });

describe.each(['controlnet-plain-tiny', 'controlnet-tiny'])('on %s', (model) => {
  it.each([
    ['weight 0', { weight: 0 }],
    ['a share in which no call lies', { start: 0.4, end: 0.6 }],
  ])('paints what is painted without it at %s, bit for bit', async (_, options) => {
    const three = { ...call, model, steps: 3, strength: 1 };
    const features = [controlNet(net, { image: edges, ...options })];
    expect((await paint({ ...three, features })).data).toEqual((await paint(three)).data);
  });
});

it('adds nothing outside of its share, also where a call begins so', async () => {
  // The last call alone: what comes before it is what is painted without, as the latents of each step tell.
  const until = async (features: never[]) => (await paint({ ...call, stopAfter: 2, features: features as never })).data;
  const late = [controlNet(net, { image: edges, start: 0.6 })];
  expect(await until(late as never[])).toEqual(await until([]));
  expect((await paint({ ...call, features: late })).data).not.toEqual(plain.data);
});

it('steers each of several pictures as if it were painted alone', async () => {
  const { images } = (await run({ ...call, count: 2, features: steered })) as unknown as { images: Image[] };
  expect(images[0]!.data).toEqual(steeredPicture.data);
  expect(images[1]!.data).toEqual((await paint({ ...call, seed: 43, features: steered })).data);
});

it('steers networks that see more than the latents, beside masks', async () => {
  const mask = referencePicture('mask-64x64.png');
  for (const model of ['controlnet-plain-tiny', 'inpaint-tiny', 'pix2pix-tiny', 'lcm-tiny']) {
    const asked = { ...call, model, mask };
    const [without, steeredOne] = [await paint(asked), await paint({ ...asked, features: steered })];
    expect([model, apart(without.data, steeredOne.data) > 2]).toEqual([model, true]);
    const source = await pixelsOf(referencePicture());
    const black = await pixelsOf(mask);
    expect(steeredOne.data.filter((_, i) => black[i - (i % 4)] === 0)).toEqual(
      new Uint8ClampedArray(source.filter((_, i) => black[i - (i % 4)] === 0)),
    );
  }
});

it('fits a control picture as the source, and cuts from it what is painted of the source', async () => {
  const backend = platform.backend;
  const open = async (name: string) =>
    (await backend.openImage(referencePicture(name), { limitInputPixels: 1e6 })).decode();
  const control = await open('photo-96x80.png');
  const seen: Image[] = [];
  const features = [controlNet(net, { image: referencePicture('photo-96x80.png') })];
  const onProgress = (event: { type: string; image?: Image }) =>
    void (event.type === 'control' && seen.push(event.image!));
  await run({ ...call, features, onProgress: onProgress as never });
  expect(seen[0]).toMatchObject({ width: 64, height: 64 });
  const mask = referencePicture('mask-64x64.png');
  await run({ ...call, mask, maskPadding: 4, features, onProgress: onProgress as never });
  expect(seen[1]).toMatchObject({ width: 64, height: 64 });
  expect(seen[1]!.data).not.toEqual(seen[0]!.data);
  expect(control.width).toBe(96);
});

it('tells what it sees, and makes it of the source where no picture is given', async () => {
  const events: { preprocess: string; net: string; image: Image }[] = [];
  const onProgress = (event: { type: string }) => void (event.type === 'control' && events.push(event as never));
  const kinds = ['canny', 'lineart', 'tile', 'none'] as const;
  const features = kinds.map((preprocess) => controlNet(net, { preprocess, weight: 0.3 }));
  await run({ ...call, features, onProgress: onProgress as never });
  const order = ({ preprocess }: { preprocess: string }) => kinds.indexOf(preprocess as 'none');
  events.sort((a, b) => order(a) - order(b)); // they are made at once
  expect(events.map(({ preprocess, net }) => [net, preprocess])).toEqual(kinds.map((kind) => ['controlnet', kind]));
  const colours = events.map(({ image }) => new Set(image.data).size);
  expect(colours[0]).toBeLessThanOrEqual(2);
  expect(new Uint8Array(events[3]!.image.data)).toEqual(new Uint8Array(await pixelsOf(referencePicture())));
});

it('paints the same with one network in memory at a time, and leaves none open', async () => {
  const own = referencePlatform();
  const calls = createOverpaint<URL, never, never>(own as never);
  const model = await calls.loadModel('controlnet-plain-tiny', { memory: 'staged' });
  const features = [controlNet(await calls.loadControlNet('controlnet-tiny/controlnet'), { image: edges })];
  const { images } = await calls.img2img({ image: referencePicture(), seed: 42, ...call, model, features } as never);
  expect((images[0] as unknown as Image).data).toEqual(steeredPicture.data);
  expect(own.open).toEqual(['vae_decoder']);
  await calls.dispose();
});

it.each([
  ['sdxl-tiny', /received controlnet \(stable-diffusion, text of width 32, 5 residuals\)/],
  ['sd15-tiny', /stable-diffusion, text of width 32, 9 residuals/],
  ['flux-tiny', /of the family flux/],
  ['sd3-tiny', /block_controlnet_hidden_states/],
])('refuses a model of another family before anything is painted: %s', async (model, message) => {
  const before = { ...platform.runs };
  for (const asked of [
    () => run({ ...call, model, features: steered }),
    () => plan({ ...call, image: referencePicture(), model, features: steered } as never),
  ]) {
    await expect(asked()).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      feature: 'controlNet',
      message: expect.stringMatching(message),
    });
  }
  expect(platform.runs).toEqual(before);
});

it.each(['controlnet-tiny/unet', 'controlnet-tiny/text_encoder', 'sd15-tiny/vae_decoder'])(
  'says of %s that it is no ControlNet',
  async (source) => {
    await expect(loadControlNet(source)).rejects.toMatchObject({ code: 'MODEL_INVALID', component: 'controlnet' });
  },
);

it('says what a ControlNet is', async () => {
  expect(net.inspection).toMatchObject({ family: 'stable-diffusion', residuals: 5, textWidth: 32, seesLatents: false });
  const second = await loadControlNet('sdxl-controlnet-tiny/controlnet-1');
  expect(second.inspection).toMatchObject({ family: 'stable-diffusion-xl', residuals: 5, textWidth: 48 });
  const third = await loadControlNet('sd3-controlnet-tiny/controlnet');
  expect(third.inspection).toMatchObject({ family: 'stable-diffusion-3', residuals: 2, seesLatents: true });
});

it('keeps ControlNets in recipes, and refuses a replay without them', async () => {
  const { recipe, images } = await run({
    ...call,
    features: [controlNet(net, { image: edges, weight: 0.5, end: 0.9 })],
  });
  expect(recipe.features).toEqual([
    {
      name: 'control-net',
      model: { id: 'controlnet', sha256: await net.sha256 },
      preprocess: 'none',
      weight: 0.5,
      start: 0,
      end: 0.9,
      image: true,
    },
  ]);
  const replay = fromRecipe(JSON.parse(JSON.stringify(recipe)));
  await expect(run(replay as never)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND', source: 'controlnet' });
  const features = [controlNet(net, { image: edges, weight: 0.5, end: 0.9 })];
  const again = await run({ ...(replay as Options), features });
  expect((again.images[0] as unknown as Image).data).toEqual((images[0] as unknown as Image).data);
  expect(again.warnings).toEqual([]);
  const other = await loadControlNet('controlnet-tiny/controlnet');
  Object.defineProperty(other, 'sha256', { value: Promise.resolve('f'.repeat(64)) });
  const { warnings } = await run({ ...(replay as Options), features: [controlNet(other, { image: edges })] });
  expect(warnings).toMatchObject([{ code: 'other-model', message: expect.stringMatching(/^The recipe.*ControlNet/) }]);
});

it.each<[argument: string, act: () => unknown]>([
  ['net', () => controlNet('canny' as never)],
  ['net', () => controlNet(undefined as never)],
  ['options', () => controlNet(net, null as never)],
  ['preprocess', () => controlNet(net, { preprocess: 'depth' as never })],
  ['weight', () => controlNet(net, { weight: -1 })],
  ['start', () => controlNet(net, { start: 0.5, end: 0.5 })],
  ['end', () => controlNet(net, { end: 2 })],
])('refuses a wrong %s', (argument, act) => {
  expect(act).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }));
});

it('is refused after it was disposed', async () => {
  const gone = await loadControlNet('controlnet-tiny/controlnet');
  await gone.dispose();
  const asked = run({ ...call, features: [controlNet(gone)] });
  await expect(asked).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'net' });
});

describe('as others export it', () => {
  /** Paints with a ControlNet, and with a UNet, whose graphs were changed. */
  async function paintWith(
    editNet: (graph: Buffer) => Buffer,
    editUnet: (graph: Buffer) => Buffer = (same) => same,
    options: Options = {},
  ) {
    const own = referencePlatform();
    const openModel: typeof own.openModel = async (source, context) => {
      const files = await own.openModel(source, context);
      if (source?.endsWith('controlnet')) return withGraph('model.onnx', editNet)(files);
      return withGraph('unet/model.onnx', editUnet)(files);
    };
    const calls = createOverpaint<URL, never, never>({ ...own, openModel } as never);
    const features = [controlNet(await calls.loadControlNet('controlnet-tiny/controlnet'), { image: edges })];
    const { images } = await calls.img2img({
      image: referencePicture(),
      seed: 42,
      ...call,
      ...options,
      features,
    } as never);
    await calls.dispose();
    return images[0] as unknown as Image;
  }
  const dims = (sides: readonly number[]) => ({ dims: sides });
  const names = ['sample', 'timestep', 'encoder_hidden_states', 'controlnet_cond', 'conditioning_scale'];

  it.each<[string, (graph: Buffer) => Buffer]>([
    // The last one changed comes first.
    [
      'inputs of other names',
      (graph) => names.reduceRight((one, name, i) => withInput(one, name, { name: `x${i}` }), graph),
    ],
    ['a batch of one', (graph) => withInput(graph, 'sample', dims([1, 4, 8, 8]))],
    ['a batch of two', (graph) => withInput(graph, 'sample', dims([2, 4, 8, 8]))],
    ['a batch of three', (graph) => withInput(graph, 'sample', dims([3, 4, 8, 8]))],
    ['a fixed size', (graph) => withInput(graph, 'controlnet_cond', dims([2, 3, 64, 64]))],
  ])('steers alike with %s', async (_, edit) => {
    expect(apart((await paintWith(edit)).data, steeredPicture.data)).toBeLessThanOrEqual(1);
  });

  it('steers a UNet of a fixed size that takes one branch at a time', async () => {
    const fixed = (graph: Buffer) =>
      withInput(withInput(graph, 'sample', dims([1, 4, 8, 8])), 'encoder_hidden_states', dims([1, 77, 32]));
    expect(apart((await paintWith((same) => same, fixed)).data, steeredPicture.data)).toBeLessThanOrEqual(1);
  });

  it('says which size it takes, where that is another than the picture', async () => {
    const fixed = (graph: Buffer) => withInput(graph, 'controlnet_cond', dims([2, 3, 128, 128]));
    await expect(paintWith(fixed)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'size' });
  });
});

it('is counted by plans, with what it computes with', async () => {
  const model = 'controlnet-plain-tiny';
  const net = await loadControlNet('controlnet-tiny/controlnet');
  const needs = async (...weights: number[]) => {
    const features = weights.map((weight) => controlNet(net, { weight }));
    return (await plan({ image: referencePicture(), model, features } as never)).memoryBytes;
  };
  const { openBytes } = net.inspection;
  expect(openBytes).toBeGreaterThan(200_000);
  const [none, one, two] = [await needs(), await needs(1), await needs(1, 0.5)];
  expect(one - none).toBeGreaterThan(openBytes);
  expect(two - one).toBe(one - none);
  expect(await needs(0)).toBe(none);
});
