import type { Feeds, ModelFile, ModelFiles } from '@overpaint/core';
import { expect, it } from 'vitest';
import { type Provider, webBackend } from './backend.js';
import type { OrtModule } from './runtime.js';

type Fail = Partial<Record<'create' | 'run', string>>;

/** ONNX Runtime that doubles its input, and fails on a provider where it is told to. */
function fakeRuntime(fail: Partial<Record<Provider, Fail>>, types: Partial<Record<Provider, string>> = {}) {
  const log: string[] = [];
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
        graph: Uint8Array,
        { executionProviders: [provider], externalData = [], graphOptimizationLevel }: Created,
      ) {
        const level = graphOptimizationLevel ? ` ${graphOptimizationLevel}` : '';
        const metadata = [{ name: 'x', isTensor: true, type: types[provider] ?? 'float32', shape: ['n'] }];
        const edited = graph.length > 1 ? ' edited' : '';
        log.push(`create ${provider}${edited}${externalData.map(({ path }) => ` ${path}`).join('')}${level}`);
        const { create, run } = fail[provider] ?? {};
        if (create) throw new Error(create);
        return {
          inputMetadata: metadata,
          outputMetadata: metadata,
          outputNames: ['y'],
          async run({ x }: { x: Tensor }) {
            log.push(`run ${provider}${x.type === 'float32' ? '' : ` ${x.type}`}`);
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

const files = { location: 'here', read: async () => new Uint8Array(1) } as unknown as ModelFiles;
const vae: ModelFile = { component: 'vae_decoder', path: 'vae_decoder/model.onnx', files };
const feeds: Feeds = { x: { type: 'float32', data: Float32Array.of(1, 2), dims: [2] } };
const runtime = {
  files: { wasm: 'ort.wasm', glue: 'ort.mjs' },
  webpTools: () => Promise.reject(new Error('no picture is read')),
  detector: () => Promise.reject(new Error('nobody asks')),
};
const both = { default: ['webgpu', 'wasm'] } as const;

/** A float16 network, which WebAssembly opens in another form. */
const half: ModelFile = {
  ...vae,
  edit: async ({ float16 }) =>
    float16
      ? undefined
      : { edits: 'float32', graph: new Uint8Array(2), externalData: [{ location: 'model.onnx', path: vae.path }] },
};

it('opens the edited graph on WebAssembly alone, with the old file as its weights', async () => {
  for (const provider of ['wasm', 'webgpu'] as const) {
    const { ort, log } = fakeRuntime({});
    await webBackend(ort, { ...runtime, providers: { default: [provider] } }).createSession(half);
    expect(log).toEqual([provider === 'wasm' ? 'create wasm edited model.onnx' : 'create webgpu']);
  }
});

it('runs it there also with what the GPU was to be given', async () => {
  const { ort, log } = fakeRuntime({ webgpu: { run: 'too large' } }, { webgpu: 'float16' });
  const session = await webBackend(ort, { ...runtime, providers: both }).createSession(half);
  const { y } = await session.run({ x: { type: 'float16', data: Uint16Array.of(0x3c00, 0xc000), dims: [2] } }, ['y']);
  expect([...(y!.data as Float32Array)]).toEqual([2, -4]);
  expect(log.at(-1)).toBe('run wasm');
});

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
