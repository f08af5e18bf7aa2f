import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { expectOnlyRangeErrors } from '../../testing/broken-graphs.js';
import { countSkipConnections, keepDeepFeatures, reuseDeepFeatures } from './reuse-deep-features.js';
import { widenFloat16 } from './widen-float16.js';

const golden = (path: string) => readFileSync(new URL(`../../../golden/${path}`, import.meta.url));

/** One UNet as its exporters write it, and an SDXL's: bytes, skip connections. */
const graphs: Readonly<Record<string, readonly [Uint8Array, number]>> = {
  TorchScript: [golden('pipelines/sd15-tiny/unet/model.onnx'), 8],
  dynamo: [golden('graphs/unet/dynamo.onnx'), 8],
  "ONNX Runtime's optimiser": [golden('graphs/unet/fused.onnx'), 8],
  'float16, widened': [widenFloat16(golden('pipelines/sd15-tiny-fp16/unet/model.onnx'))!, 8],
  SDXL: [golden('pipelines/sdxl-tiny/unet/model.onnx'), 4],
};

type Feeds = Record<string, Tensor>;

const wave = (dims: readonly number[], pace: number) =>
  new Tensor(
    'float32',
    Float32Array.from({ length: dims.reduce((product, dim) => product * dim, 1) }, (_, i) => Math.sin(pace * i)),
    dims,
  );

/** Two questions about 8 × 8 latents. */
function feedsOf(metadata: InferenceSession['inputMetadata']): Feeds {
  const values = metadata.flatMap((input) => {
    if (!input.isTensor || input.name === 'deep') return [];
    const dims = input.shape.map((dim, axis) => (typeof dim === 'number' ? dim : axis === 0 ? 2 : 8));
    const value =
      input.type === 'int64' ? new Tensor('int64', BigInt64Array.of(321n), dims) : wave(dims, input.name.length / 7);
    return [[input.name, dims.length > 0 && input.name !== 'timestep' ? value : scalar(input.type, dims)] as const];
  });
  return Object.fromEntries(values);
}

const scalar = (type: string, dims: readonly number[]) =>
  type === 'int64'
    ? new Tensor('int64', new BigInt64Array(dims.length === 0 ? 1 : 2).fill(321n), dims)
    : new Tensor('float32', new Float32Array(dims.length === 0 ? 1 : 2).fill(321), dims);

const open = (graph: Uint8Array) =>
  InferenceSession.create(graph, { graphOptimizationLevel: 'disabled', intraOpNumThreads: 1, logSeverityLevel: 4 });

async function run(graph: Uint8Array, more: Feeds = {}) {
  const session = await open(graph);
  const all = { ...feedsOf(session.inputMetadata), ...more };
  const asked = Object.fromEntries(session.inputNames.map((name) => [name, all[name]!]));
  const outputs = await session.run(asked);
  await session.release();
  return { inputs: session.inputNames, outputs: outputs as Record<string, Tensor> };
}

describe.each(Object.entries(graphs))('a UNet of %s', (_, [bytes, skips]) => {
  it('has skip connections', () => expect(countSkipConnections(bytes)).toBe(skips));

  it.each([0, 2])('is cut at skip connection %i: what is kept gives what it gave', async (depth) => {
    const plain = await run(bytes);
    const [output] = Object.keys(plain.outputs);
    const kept = await run(keepDeepFeatures(bytes, depth, 'deep')!);
    expect(kept.inputs).toEqual(plain.inputs);
    expect(kept.outputs[output!]!.data).toEqual(plain.outputs[output!]!.data);

    const shallow = reuseDeepFeatures(bytes, depth, 'deep')!;
    expect(shallow.length).toBeLessThan(bytes.length / 2); // the weights of the deep part are gone
    const reused = await run(shallow, { deep: kept.outputs['deep']! });
    expect(reused.outputs[output!]!.data).toEqual(plain.outputs[output!]!.data);

    const { deep } = kept.outputs;
    const other = await run(shallow, { deep: wave(deep!.dims, 0.3) });
    expect(other.outputs[output!]!.data).not.toEqual(plain.outputs[output!]!.data);
  });

  it('has no more of them', () => {
    expect(keepDeepFeatures(bytes, skips, 'deep')).toBeUndefined();
    expect(reuseDeepFeatures(bytes, skips, 'deep')).toBeUndefined();
  });
});

it('keeps the type of a float16 graph', async () => {
  const bytes = golden('pipelines/sd15-tiny-fp16/unet/model.onnx');
  const session = await open(reuseDeepFeatures(bytes, 0, 'deep')!);
  expect(session.inputMetadata.find(({ name }) => name === 'deep')).toMatchObject({ type: 'float16' });
  await session.release();
});

it('finds none in what is no UNet', () => {
  const others = ['sd15-tiny/vae_decoder', 'sd15-tiny/text_encoder', 'flux-tiny/transformer', 'sd3-tiny/transformer'];
  for (const path of others) {
    expect(countSkipConnections(golden(`pipelines/${path}/model.onnx`))).toBe(0);
    expect(keepDeepFeatures(golden(`pipelines/${path}/model.onnx`), 0, 'deep')).toBeUndefined();
  }
  expect(keepDeepFeatures(Uint8Array.of(), 0, 'deep')).toBeUndefined();
});

it('throws a RangeError or gives a graph, whatever the bytes', () => {
  const [graph] = graphs['dynamo']!;
  for (const edit of [keepDeepFeatures, reuseDeepFeatures])
    expectOnlyRangeErrors(graph, 40, (broken) => edit(broken, 0, 'deep'));
});
