import type { Feeds, ModelFile, ModelFiles } from '@overpaint/core';
import { expect, it } from 'vitest';
import { type Provider, webBackend } from './backend.js';
import type { OrtModule } from './runtime.js';

type Fail = Partial<Record<'create' | 'run', string>>;

/** ONNX Runtime that doubles its input, and fails on a provider where it is told to. */
function fakeRuntime(fail: Partial<Record<Provider, Fail>>) {
  const log: string[] = [];
  const metadata = [{ name: 'x', isTensor: true, type: 'float32', shape: ['n'] }];
  class Tensor {
    constructor(
      readonly type: string,
      readonly data: Float32Array,
      readonly dims: readonly number[],
    ) {}
  }
  const ort = {
    env: { wasm: {}, versions: {} },
    Tensor,
    InferenceSession: {
      async create(
        _: Uint8Array,
        { executionProviders: [provider], externalData = [], graphOptimizationLevel }: Created,
      ) {
        const level = graphOptimizationLevel ? ` ${graphOptimizationLevel}` : '';
        log.push(`create ${provider}${externalData.map(({ path }) => ` ${path}`).join('')}${level}`);
        const { create, run } = fail[provider] ?? {};
        if (create) throw new Error(create);
        return {
          inputMetadata: metadata,
          outputMetadata: metadata,
          outputNames: ['y'],
          async run({ x }: { x: Tensor }) {
            log.push(`run ${provider}`);
            if (run) throw new Error(run);
            return {
              y: new Tensor(
                'float32',
                x.data.map((value) => 2 * value),
                x.dims,
              ),
            };
          },
          release: async () => void log.push(`release ${provider}`),
        };
      },
    },
  };
  return { ort: ort as unknown as OrtModule, log };
}

interface Created {
  readonly executionProviders: readonly [Provider];
  readonly externalData?: readonly { path: string }[];
  readonly graphOptimizationLevel?: string;
}

const files = { location: 'here', locate: async () => new Uint8Array(1) } as unknown as ModelFiles;
const vae: ModelFile = { component: 'vae_decoder', path: 'vae_decoder/model.onnx', files };
const feeds: Feeds = { x: { type: 'float32', data: Float32Array.of(1, 2), dims: [2] } };
const runtime = { files: { wasm: 'ort.wasm', glue: 'ort.mjs' } };
const both = { default: ['webgpu', 'wasm'] } as const;

async function run(fail: Partial<Record<Provider, Fail>>, providers: Record<string, readonly Provider[]> = both) {
  const { ort, log } = fakeRuntime(fail);
  const backend = webBackend(ort, { ...runtime, providers });
  const session = await backend.createSession(vae);
  const { y } = await session.run(feeds, ['y']);
  await session.dispose();
  return { y: [...(y!.data as Float32Array)], log, sessions: Object.fromEntries(backend.sessions) };
}

it('runs a network on the first provider', async () => {
  const { y, log, sessions } = await run({});
  expect(y).toEqual([2, 4]);
  expect(log).toEqual(['create webgpu', 'run webgpu', 'release webgpu']);
  expect(sessions).toEqual({ vae_decoder: 'webgpu' });
});

it('opens a network on the next provider when the first cannot', async () => {
  const { log, sessions } = await run({ webgpu: { create: 'requires f16 but the device does not support it' } });
  expect(log).toEqual(['create webgpu', 'create wasm', 'run wasm', 'release wasm']);
  expect(sessions).toEqual({ vae_decoder: 'wasm' });
});

it('moves a network that the GPU cannot hold once it runs, and runs it again there', async () => {
  const { y, log, sessions } = await run({ webgpu: { run: 'buffer size exceeds the max buffer size limit' } });
  expect(y).toEqual([2, 4]);
  expect(log).toEqual(['create webgpu', 'run webgpu', 'release webgpu', 'create wasm', 'run wasm', 'release wasm']);
  expect(sessions).toEqual({ vae_decoder: 'wasm' });
});

it('takes the providers named for a component', async () => {
  const { log } = await run({}, { default: ['webgpu'], vae_decoder: ['wasm'] });
  expect(log[0]).toBe('create wasm');
});

it('throws what the last provider says, with what it means', async () => {
  await expect(run({ wasm: { create: 'protobuf parsing failed' } }, { default: ['wasm'] })).rejects.toMatchObject({
    code: 'MODEL_INVALID',
    component: 'vae_decoder',
  });
  const memory = run({ wasm: { run: 'std::bad_alloc' } }, { default: ['wasm'] });
  await expect(memory).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
  const missing = run({ wasm: { create: 'no available backend found. ERR: [wasm] failed' } }, { default: ['wasm'] });
  await expect(missing).rejects.toMatchObject({ code: 'BACKEND', component: 'runtime' });
  await expect(run({ wasm: { run: 'odd' } }, { default: ['wasm'] })).rejects.toMatchObject({ code: 'BACKEND' });
});

it('hands over weights that lie beside the graph, by the names that the graph knows', async () => {
  const { ort, log } = fakeRuntime({});
  const backend = webBackend(ort, { ...runtime, providers: { default: ['wasm'] } });
  await backend.createSession({
    ...vae,
    externalData: [{ location: 'model.onnx_data', path: 'vae_decoder/model.onnx_data' }],
  });
  expect(log).toEqual(['create wasm model.onnx_data']);
});

it('opens an optimised graph as it is on the processor, and leaves it to the GPU what to make of it', async () => {
  const { ort, log } = fakeRuntime({ webgpu: { create: 'no adapter' } });
  const backend = webBackend(ort, { ...runtime, providers: both });
  await backend.createSession({ ...vae, optimised: true });
  expect(log).toEqual(['create webgpu', 'create wasm disabled']);
});

it('runs calls of one session one after the other', async () => {
  const { ort } = fakeRuntime({});
  const session = await webBackend(ort, { ...runtime, providers: { default: ['wasm'] } }).createSession(vae);
  const results = await Promise.all([session.run(feeds), session.run(feeds), session.run(feeds)]);
  expect(results.map(({ y }) => [...(y!.data as Float32Array)])).toEqual([
    [2, 4],
    [2, 4],
    [2, 4],
  ]);
});
