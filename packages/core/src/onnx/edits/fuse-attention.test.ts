import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { expectOnlyRangeErrors } from '../../testing/broken-graphs.js';
import { nodesOf } from '../graph-node.js';
import { fieldOf } from '../message.js';
import { fuseAttention } from './fuse-attention.js';

const golden = (path: string) => readFileSync(new URL(`../../../golden/pipelines/${path}/model.onnx`, import.meta.url));
const sizes: Readonly<Record<string, number>> = { height: 8, width: 8 };

async function run(graph: Uint8Array) {
  const session = await InferenceSession.create(graph, { intraOpNumThreads: 1, logSeverityLevel: 4 });
  const feeds: Record<string, Tensor> = {};
  for (const input of session.inputMetadata) {
    if (!input.isTensor) continue;
    const dims = input.shape.map((dim, axis) =>
      typeof dim === 'number' ? dim : axis === 0 && !/^(img|txt)_ids$/.test(input.name) ? 2 : (sizes[dim] ?? 7),
    );
    const values = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) =>
      Math.sin(i * input.name.length),
    );
    feeds[input.name] =
      input.type === 'int64'
        ? new Tensor(
            'int64',
            BigInt64Array.from(values, () => 3n),
            dims,
          )
        : new Tensor('float32', values, dims);
  }
  const [output] = Object.values(await session.run(feeds)) as Tensor[];
  await session.release();
  return output!.data as Float32Array;
}

const count = (graph: Uint8Array, type: string) =>
  nodesOf(fieldOf(graph, 7)!.content).filter((node) => node.type === type).length;

it.each([
  ['sd15-tiny/unet', 20],
  ['sdxl-tiny/unet', 16],
  ['sd3-tiny/transformer', 2],
  ['flux-tiny/transformer', 3],
])('%s is the same with its attention in one operator each', async (path, attentions) => {
  const bytes = golden(path);
  const fused = fuseAttention(bytes)!;
  expect(count(bytes, 'Softmax')).toBe(attentions);
  expect([count(fused, 'Softmax'), count(fused, 'MultiHeadAttention')]).toEqual([0, attentions]);
  const [before, after] = [await run(bytes), await run(fused)];
  const largest = before.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeGreaterThan(0.1);
  const apart = before.reduce((most, value, i) => Math.max(most, Math.abs(value - after[i]!)), 0);
  expect(apart).toBeLessThan(1e-5 * largest);
  expect(fuseAttention(fused)).toBeUndefined();
});

it('leaves attention with a mask, and of one head, as it is', () => {
  for (const path of ['sd15-tiny/text_encoder', 'sd15-tiny/vae_decoder']) {
    expect(count(golden(path), 'Softmax')).toBeGreaterThan(0);
    expect(fuseAttention(golden(path))).toBeUndefined();
  }
});

it('throws a RangeError or gives a graph, whatever the bytes', () => {
  expectOnlyRangeErrors(golden('sd3-tiny/transformer'), 40, fuseAttention);
});
