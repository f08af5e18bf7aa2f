import { readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromRecipe, readRecipe } from '@overpaint/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeOverpaint } from './overpaint.js';
import { distanceTo, golden, type LoraCase, loraModels, readLoraCase } from './testing/lora-models.js';

let folder: string;
let models: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-loras-'));
  models = await loraModels(['sd15-tiny', 'sd21-tiny', 'sdxl-tiny', 'sd3-tiny', 'flux-tiny'], folder);
});
afterAll(() => rm(folder, { recursive: true }));

const { img2img, plan, loadModel, inspectLora, dispose } = createNodeOverpaint({ cache: false });
afterAll(dispose);

const file = (path: string) => golden(`loras/${path}`);

describe.each([
  ['sd15-tiny', 'sd15-tiny'],
  ['sd15-tiny', 'dynamo'],
  ['sd15-tiny', 'fused'],
  ['sd21-tiny', 'sd21-tiny'],
  ['sdxl-tiny', 'sdxl-tiny'],
  ['sd3-tiny', 'sd3-tiny'],
  ['flux-tiny', 'flux-tiny'],
])('paints what diffusers paints with LoRAs of %s, exported as %s', (cases, model) => {
  const all = readdirSync(golden(`loras/${cases}/cases`));
  it.each(model === cases ? all : ['lora-every-kind', 'lora-dora', 'lora-lcm', 'lora-two'])('%s', async (name) => {
    const at = golden(`loras/${cases}/cases/${name}`);
    const { call, options } = await readLoraCase(at);
    const { images, warnings, recipe } = await img2img({ ...options, model: models[model]! });
    expect(await distanceTo(join(at, 'image-0.png'), images[0].data)).toBeLessThanOrEqual(1);
    expect(recipe.loras?.map(({ weight }) => weight)).toEqual(call.loras.map(({ weight }) => weight));
    const unmatched = warnings.filter(({ code }) => code === 'lora-unmatched');
    expect(unmatched).toHaveLength(call.unmatchedKeys ? 1 : 0);
  });
});

const call = {
  image: golden('pipelines/inputs/photo-64x64.png'),
  prompt: 'a cat',
  model: golden('pipelines/sd15-tiny'),
  ...{ steps: 4, strength: 0.6, seed: 3, size: 64 },
};
const ink = file('sd15-tiny/loras/kohya.safetensors');
const paint = async (options: Partial<Parameters<typeof img2img>[0]>) => {
  const { images, recipe, warnings } = await img2img({ ...call, ...options });
  return { pixels: images[0].data, recipe, warnings, image: images[0] };
};

it('paints bit for bit what the model paints where nothing is added', async () => {
  const { pixels, recipe } = await paint({});
  expect(recipe.loras).toBeUndefined();
  const dora = file('sd15-tiny/loras/dora.safetensors');
  for (const loras of [[], [{ source: ink, weight: 0 }], [{ source: dora, weight: 0 }]]) {
    expect((await paint({ loras })).pixels).toEqual(pixels);
  }
  const both = [
    { source: ink, weight: 0.5 },
    { source: ink, weight: -0.5 },
  ];
  expect((await paint({ loras: both })).pixels).toEqual(pixels);
  const apart = [{ source: ink, weight: 0, textEncoderWeight: 1 }];
  expect((await paint({ loras: apart })).pixels).not.toEqual(pixels);
});

it('changes from one set to another and back, for the model and for a call', async () => {
  const plain = (await paint({})).pixels;
  const half = (await paint({ loras: [{ source: ink, weight: 0.5 }] })).pixels;
  const whole = (await paint({ loras: [{ source: ink }] })).pixels;
  expect(half).not.toEqual(whole);
  expect((await paint({})).pixels).toEqual(plain);
  expect((await paint({ loras: [{ source: ink, weight: 0.5 }] })).pixels).toEqual(half);
  const model = await loadModel(call.model, { loras: [{ source: ink, weight: 0.5 }] });
  await model.warmup();
  expect((await paint({ model })).pixels).toEqual(half);
  const more = await paint({ model, loras: [{ source: ink, weight: 0.5 }] });
  expect(more.pixels).toEqual(whole);
  expect(more.recipe.loras).toMatchObject([
    { name: 'kohya', weight: 1, a1111Hash: expect.stringMatching(/^[0-9a-f]{12}$/) },
  ]);
  await model.dispose();
});

it('takes bytes, a Blob, and a folder with one file', async () => {
  const expected = (await paint({ loras: [{ source: ink }] })).pixels;
  const bytes = await readFile(ink);
  const alone = await mkdtemp(join(folder, 'lora-'));
  await writeFile(join(alone, 'pytorch_lora_weights.safetensors'), bytes);
  for (const source of [bytes, new Blob([new Uint8Array(bytes)]), alone]) {
    expect((await paint({ loras: [{ source }] })).pixels).toEqual(expected);
  }
});

it('reads a file again that was replaced', async () => {
  const source = join(await mkdtemp(join(folder, 'lora-')), 'changing.safetensors');
  await cp(ink, source);
  const first = (await paint({ loras: [{ source }] })).pixels;
  await rm(source);
  await cp(file('sd15-tiny/loras/diffusers.safetensors'), source);
  const second = (await paint({ loras: [{ source }] })).pixels;
  expect(second).toEqual((await paint({ loras: [{ source: file('sd15-tiny/loras/diffusers.safetensors') }] })).pixels);
  expect(second).not.toEqual(first);
});

it('merges into a float16 export as into a float32 one', async () => {
  const at = golden('loras/sd15-tiny/cases/lora-kohya');
  const { options } = await readLoraCase(at);
  const { images } = await img2img({ ...options, model: golden('pipelines/sd15-tiny-fp16') });
  expect(await distanceTo(join(at, 'image-0.png'), images[0].data)).toBeLessThanOrEqual(3);
});

it('finds what tags in a prompt name, each for its own prompt', async () => {
  const loraFolder = await mkdtemp(join(folder, 'loras-'));
  await mkdir(join(loraFolder, 'styles'));
  await cp(ink, join(loraFolder, 'styles/Ink.safetensors'));
  const plain = (await paint({})).pixels;
  const tagged = await img2img({
    ...call,
    loraFolder,
    prompt: ['a cat <lora:ink:0.5>', 'a cat', 'a cat <lora:ink:0.2:0.5>'],
  });
  const [half, none, apart] = tagged.images;
  expect(half.data).toEqual((await paint({ loras: [{ source: ink, weight: 0.5 }] })).pixels);
  expect(none!.recipe.loras).toBeUndefined();
  expect(none!.data).toEqual((await paint({ seed: 4 })).pixels);
  const asOption = { source: ink, weight: 0.5, textEncoderWeight: 0.2 };
  expect(apart!.data).toEqual((await paint({ seed: 5, loras: [asOption] })).pixels);
  const unknown = await paint({ loraFolder, prompt: 'a cat <lora:other:1>' });
  expect(unknown.pixels).toEqual(plain);
  expect(unknown.warnings).toMatchObject([{ code: 'extra-network', message: expect.stringContaining(loraFolder) }]);
  expect((await paint({ prompt: 'a cat <lora:ink:1>' })).warnings[0]!.message).toContain('loraFolder');
});

it('keeps what was merged in the recipe and in the text for A1111, and says what a replay lacks', async () => {
  const painted = await paint({ loras: [{ source: ink, weight: 0.5, textEncoderWeight: 0.2 }] });
  const file = await painted.image.encode('png');
  const recipe = readRecipe(file)!;
  expect(recipe.loras).toEqual(painted.recipe.loras);
  const { a1111Hash } = painted.recipe.loras![0]!;
  const text = Buffer.from(file).toString('latin1');
  expect(text).toContain('a cat <lora:kohya:0.2:0.5>');
  expect(text).toContain(`Lora hashes: "kohya: ${a1111Hash}"`);
  const replayed = { ...fromRecipe(recipe), image: call.image, model: call.model };
  const without = await img2img(replayed);
  expect(without.warnings).toMatchObject([{ code: 'incomplete-replay', message: expect.stringContaining('kohya') }]);
  const again = await img2img({ ...replayed, loraFolder: golden('loras/sd15-tiny/loras') });
  expect(again.warnings).toEqual([]);
  expect(again.images[0].data).toEqual(painted.pixels);
});

it('shows in the plan what will be merged', async () => {
  const { loras } = await plan({ ...call, loras: [{ source: ink, weight: 0.5 }] });
  expect(loras).toMatchObject([[{ name: 'kohya', weight: 0.5 }]]);
});

it('tells what a file is, and what of it fits a model', async () => {
  const described = await inspectLora(file('sd15-tiny/loras/kohya-locon.safetensors'));
  expect(described).toMatchObject({
    name: 'kohya-locon',
    kinds: ['locon', 'lora'],
    ranks: [2, 4],
    layers: { denoiser: 177 },
  });
  const model = await loadModel(call.model);
  const partly = await inspectLora(file('sd15-tiny/loras/unknown-keys.safetensors'), { model });
  const { unmatchedKeys } = JSON.parse(
    await readFile(golden('loras/sd15-tiny/cases/lora-unknown-keys/case.json'), 'utf8'),
  ) as LoraCase;
  expect([...partly.unmatched!].sort()).toEqual([...unmatchedKeys!].sort());
  await expect(inspectLora(file('sdxl-tiny/loras/kohya.safetensors'), { model })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
  });
});

it.each<[string, unknown, object]>([
  ['no list', ink, { code: 'INVALID_ARGUMENT', argument: 'loras' }],
  ['no source', [{ weight: 1 }], { code: 'INVALID_ARGUMENT', argument: 'loras' }],
  ['a weight out of range', [{ source: ink, weight: 11 }], { code: 'INVALID_ARGUMENT', argument: 'loras[0].weight' }],
  ['a number as source', [{ source: 5 }], { code: 'INVALID_ARGUMENT', argument: 'loras[0].source' }],
  ['a file that is missing', [{ source: `${ink}x.safetensors` }], { code: 'MODEL_INVALID' }],
  ['a folder that is missing', [{ source: './no/such/ink.safetensors' }], { code: 'MODEL_NOT_FOUND' }],
  ['a folder with several', [{ source: golden('loras/sd15-tiny/loras') }], { code: 'MODEL_NOT_FOUND' }],
  ['nothing', [{ source: new Uint8Array(0) }], { code: 'MODEL_INVALID', message: expect.stringContaining('empty') }],
  [
    'a git-lfs pointer',
    [{ source: Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 9\n`) }],
    { code: 'MODEL_INVALID', message: expect.stringContaining('git lfs pull') },
  ],
  [
    'a LoRA of another family',
    [{ source: file('flux-tiny/loras/ai-toolkit.safetensors') }],
    { code: 'UNSUPPORTED', feature: 'lora', message: expect.stringContaining('FLUX') },
  ],
])('refuses %s', async (_, loras, error) => {
  await expect(plan({ ...call, loras: loras as [] })).rejects.toMatchObject(error);
});

it('refuses a file that was cut off anywhere, or that is something else', async () => {
  const bytes = await readFile(ink);
  for (const length of [1, 7, 8, 100, 5000, bytes.length - 1]) {
    await expect(inspectLora(bytes.subarray(0, length))).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  }
  for (let seed = 1; seed <= 200; seed++) {
    const broken = Uint8Array.from(bytes.subarray(0, 20_000));
    for (let k = 0; k < seed; k++) broken[(seed * 7919 + k * 104_729) % 20_000] = (seed * 31 + k * 17) & 255;
    await expect(inspectLora(broken)).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  }
  const header = (value: unknown) => {
    const text = Buffer.from(JSON.stringify(value));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    return Buffer.concat([length, text]);
  };
  for (const value of [[], null, 5, {}, { a: 5 }, { a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }]) {
    await expect(inspectLora(header(value))).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  }
});
