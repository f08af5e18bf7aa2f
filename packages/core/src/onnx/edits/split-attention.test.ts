import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { expectOnlyRangeErrors } from '../../testing/broken-graphs.js';
import { nodesOf } from '../graph-node.js';
import { fieldOf } from '../message.js';
import { splitAttention } from './split-attention.js';

const golden = (path: string) => readFileSync(new URL(`../../../golden/${path}`, import.meta.url));

async function run(graph: Uint8Array, dims: readonly number[]) {
  const session = await InferenceSession.create(graph, { intraOpNumThreads: 1, logSeverityLevel: 4 });
  const values = Float32Array.from(
    { length: dims.reduce((product, dim) => product * dim, 1) },
    (_, i) => Math.sin(i) + Math.cos(i / 70),
  );
  const outputs = await session.run({ [session.inputNames[0]!]: new Tensor('float32', values, dims) });
  await session.release();
  return outputs[session.outputNames[0]!]!.data as Float32Array;
}

const count = (graph: Uint8Array, type: string) =>
  nodesOf(fieldOf(graph, 7)!.content).filter((node) => node.type === type).length;

it.each([
  ['pipelines/sd15-tiny/vae_decoder/model.onnx', [1, 4, 11, 7]],
  ['pipelines/sd15-tiny/vae_encoder/model.onnx', [1, 3, 48, 80]],
  ['pipelines/z-image-tiny/vae_decoder/model.onnx', [1, 16, 12, 8]],
  ['graphs/vae/decoder-group-norm.onnx', [1, 4, 11, 7]],
  ['graphs/vae/encoder-group-norm.onnx', [1, 3, 48, 80]],
] as const)('%s is the same with its queries in parts', async (path, dims) => {
  const bytes = golden(path);
  const before = await run(bytes, dims);
  const largest = before.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (const parts of [2, 3, 16]) {
    const split = splitAttention(bytes, parts)!;
    expect(count(split, 'Softmax')).toBe(parts * count(bytes, 'Softmax'));
    const after = await run(split, dims);
    const apart = before.reduce((most, value, i) => Math.max(most, Math.abs(value - after[i]!)), 0);
    expect(apart).toBeLessThan(1e-5 * largest);
  }
});

it('changes nothing without attention, and leaves attention in another form alone', () => {
  expect(count(splitAttention(golden('pipelines/taesd-tiny/vae_decoder/model.onnx'), 4)!, 'Softmax')).toBe(0);
  expect(splitAttention(golden('pipelines/sd15-tiny/text_encoder/model.onnx'), 4)).toBeUndefined();
});

it('throws a RangeError or gives a graph, whatever the bytes', () => {
  expectOnlyRangeErrors(golden('pipelines/sd15-tiny/vae_decoder/model.onnx'), 40, (graph) => splitAttention(graph, 3));
});
