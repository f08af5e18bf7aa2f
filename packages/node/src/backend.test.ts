import { copyFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElementType, Feeds, ModelFile, NetworkTensor, TensorSpec } from '@overpaint/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeBackend } from './backend.js';
import { folderFiles } from './files.js';
import { createNodeOverpaint } from './overpaint.js';

const pipelines = fileURLToPath(new URL('../../core/golden/pipelines/', import.meta.url));
const backend = nodeBackend();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-backend-'));
});
afterAll(async () => {
  await backend.dispose();
  await rm(folder, { recursive: true });
});

const network = async (model: string, component: string): Promise<ModelFile> => ({
  component,
  path: `${component}/model.onnx`,
  files: await folderFiles(join(pipelines, model), backend),
});

const broken = async (content: string | Uint8Array): Promise<ModelFile> => {
  const root = await mkdtemp(join(folder, 'broken-'));
  await mkdir(join(root, 'unet'));
  await writeFile(join(root, 'unet/model.onnx'), content);
  return { component: 'unet', path: 'unet/model.onnx', files: await folderFiles(root, backend) };
};

const zeros = ({ type, dims }: TensorSpec): NetworkTensor => {
  const shape = dims.map((dim, index) => (typeof dim === 'number' ? dim : index === 0 ? 1 : 8));
  const arrays: Partial<Record<ElementType, new (length: number) => NetworkTensor['data']>> = {
    float32: Float32Array,
    float16: Uint16Array,
    int64: BigInt64Array,
  };
  return { type, data: new arrays[type]!(shape.reduce((size, dim) => size * dim, 1)), dims: shape };
};
const feedsOf = (inputs: readonly TensorSpec[]): Feeds =>
  Object.fromEntries(inputs.map((spec) => [spec.name, zeros(spec)]));

it('opens a network and describes its ends', async () => {
  const session = await backend.createSession(await network('sd15-tiny', 'unet'));
  expect(session.inputs).toContainEqual({ name: 'timestep', type: 'float32', dims: [] });
  expect(session.inputs).toContainEqual({
    name: 'sample',
    type: 'float32',
    dims: ['batch_size', 4, 'height', 'width'],
  });
  expect(session.outputs.map(({ name }) => name)).toEqual(['out_sample']);
  await session.dispose();
});

it('runs it, queues calls, and gives the same answer each time', async () => {
  const session = await backend.createSession(await network('sd15-tiny', 'unet'));
  const feeds = feedsOf(session.inputs);
  const [first, second] = await Promise.all([session.run(feeds), session.run(feeds)]);
  expect(first['out_sample']!.dims).toEqual([1, 4, 8, 8]);
  expect(first['out_sample']!.data.some((value) => value !== 0)).toBe(true);
  expect(second).toEqual(first);
  expect(feeds['sample']!.data.length).toBe(256); // feeds stay the caller's
  await session.dispose();
});

it('gives the same answer from a graph that it opens as it is', async () => {
  const file = await network('sd15-tiny', 'vae_decoder');
  const [simplified, plain] = await Promise.all([
    backend.createSession(file),
    backend.createSession({ ...file, optimised: true }),
  ]);
  const latents = Float32Array.from({ length: 256 }, (_, index) => Math.sin(index));
  const feeds = { latent_sample: { type: 'float32', data: latents, dims: [1, 4, 8, 8] } } as const;
  const [expected, found] = await Promise.all([simplified.run(feeds), plain.run(feeds)]);
  const differences = (found['sample']!.data as Float32Array).map(
    (value, i) => value - Number(expected['sample']!.data[i]),
  );
  expect(Math.max(...differences.map(Math.abs))).toBeLessThan(1e-5);
  await Promise.all([simplified.dispose(), plain.dispose()]);
});

it('sends a view without the buffer around it, and reads it from the right place', async () => {
  const session = await backend.createSession(await network('sd15-tiny', 'vae_decoder'));
  const large = Float32Array.from({ length: 1024 }, (_, index) => Math.sin(index));
  const dims = [1, 4, 8, 8];
  const view = await session.run({ latent_sample: { type: 'float32', data: large.subarray(256, 512), dims } });
  const copy = await session.run({ latent_sample: { type: 'float32', data: large.slice(256, 512), dims } });
  expect(view).toEqual(copy);
  await session.dispose();
});

it('fetches only the outputs that are named', async () => {
  const session = await backend.createSession(await network('sd15-tiny', 'text_encoder'));
  const results = await session.run(feedsOf(session.inputs), ['pooler_output']);
  expect(Object.keys(results)).toEqual(['pooler_output']);
  await session.dispose();
});

it.each([
  ['text', 'no graph at all'],
  ['nothing', ''],
  ['zeros', new Uint8Array(4096)],
])('says that a file of %s is no graph', async (_, content) => {
  const failure = backend.createSession(await broken(content));
  await expect(failure).rejects.toMatchObject({ code: 'MODEL_INVALID', component: 'unet' });
  await expect(failure).rejects.toThrow(/unet\/model\.onnx.*damaged or incomplete/s);
});

it('says that a truncated graph is damaged, and opens the whole one after', async () => {
  const file = await broken('');
  const path = (await file.files.locate(file.path)) as string;
  const original = join(pipelines, 'sd15-tiny/unet/model.onnx');
  await copyFile(original, path);
  await truncate(path, (await readFile(original)).length - 50);
  await expect(backend.createSession(file)).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  await copyFile(original, path);
  await (await backend.createSession(file)).dispose();
});

it('says which input is wrong, and keeps the session', async () => {
  const session = await backend.createSession(await network('sd15-tiny', 'unet'));
  const feeds = feedsOf(session.inputs);
  const wrong = { ...feeds, sample: { type: 'float32', data: new Float32Array(192), dims: [1, 3, 8, 8] } } as const;
  const failure = session.run(wrong);
  await expect(failure).rejects.toMatchObject({ code: 'BACKEND', component: 'unet', cause: expect.any(Error) });
  await expect(failure).rejects.toThrow(/sample/);
  await expect(session.run(feeds)).resolves.toHaveProperty('out_sample');
  await session.dispose();
  await expect(session.run(feeds)).rejects.toThrow(/disposed/);
});

it('says when feeds cannot be sent, and goes on working', async () => {
  const session = await backend.createSession(await network('sd15-tiny', 'unet'));
  const feeds = { sample: { type: 'float32', data: () => 0, dims: [1] } } as unknown as Feeds;
  await expect(session.run(feeds)).rejects.toMatchObject({ code: 'BACKEND', component: 'unet' });
  await session.dispose();
});

it('passes over providers that this machine lacks', async () => {
  const picky = nodeBackend({ providers: ['no-such-provider', 'cpu'] });
  const file = await network('sd15-tiny', 'unet');
  await (await picky.createSession(file)).dispose();
  await picky.dispose();
  const none = nodeBackend({ providers: ['no-such-provider'] });
  await expect(none.createSession(file)).rejects.toMatchObject({ code: 'BACKEND', component: 'unet' });
  await none.dispose();
});

it('starts anew after dispose, and sessions from before say that they are gone', async () => {
  const short = nodeBackend();
  const session = await short.createSession(await network('sd15-tiny', 'vae_decoder'));
  const running = session.run(feedsOf(session.inputs));
  await short.dispose();
  await expect(running).resolves.toHaveProperty('sample'); // dispose waits for the call
  await expect(session.run(feedsOf(session.inputs))).rejects.toMatchObject({ code: 'BACKEND' });
  await session.dispose();
  await (await short.createSession(await network('sd15-tiny', 'vae_decoder'))).dispose();
  await short.dispose();
});

it('reports what the machine can do', async () => {
  const capabilities = await backend.detect();
  expect(capabilities.providers.at(-1)).toBe('cpu');
  expect(capabilities.threads).toBeGreaterThan(0);
  expect(capabilities.versions['onnxruntime-node']).toMatch(/^1\./);
});

it('hashes files as sha256sum does', async () => {
  const path = join(folder, 'text.txt');
  await writeFile(path, 'overpaint\n');
  expect(await backend.hash([path])).toEqual(['2428f66d8e63687550daa8455d8a6b5524111cb6d819645f40c918d18118e496']);
});

it('opens a network for sizes that are fixed, which then takes no others', async () => {
  const sizes = { unet: { batch_size: 2, height: 8, width: 8, sequence_length: 77 } };
  const call = { image: join(pipelines, 'inputs/photo-64x64.png'), prompt: 'a cat', steps: 2, seed: 1 } as const;
  const model = join(pipelines, 'sd15-tiny');
  const cache = await mkdtemp(join(folder, 'cache-'));
  const [plain, fixed] = [createNodeOverpaint({ cache }), createNodeOverpaint({ cache, freeDimensions: sizes })];
  const expected = await plain.img2img({ ...call, model, size: 64 });
  const painted = await fixed.img2img({ ...call, model, size: 64 });
  const apart = painted.images[0].data.map((one, i) => Math.abs(one - expected.images[0].data[i]!));
  expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  await expect(fixed.img2img({ ...call, model, size: 128 })).rejects.toMatchObject({
    code: 'BACKEND',
    component: 'unet',
    message: expect.stringContaining('Expected: 8'),
  });
  const half = join(pipelines, 'sd15-tiny-fp16'); // whose graph is edited as it is
  const narrow = await fixed.img2img({ ...call, model: half, size: 64 });
  expect(narrow.images[0].width).toBe(64);
  await Promise.all([plain.dispose(), fixed.dispose()]);
});

it.each([[[]], [{ unet: 8 }], [{ unet: { height: 0 } }], [{ unet: { height: 1.5 } }], ['unet']])(
  'refuses %j as sizes of dimensions',
  (freeDimensions) => {
    expect(() => nodeBackend({ freeDimensions: freeDimensions as never })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'freeDimensions' }),
    );
  },
);
