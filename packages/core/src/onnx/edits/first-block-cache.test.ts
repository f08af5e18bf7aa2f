import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { firstBlock } from '../../model/graph-edit.js';
import { expectOnlyRangeErrors } from '../../testing/broken-graphs.js';
import { cutAtFirstBlock } from './first-block-cache.js';

const golden = (path: string) => readFileSync(new URL(`../../../golden/pipelines/${path}/model.onnx`, import.meta.url));
const inputs = { picture: 'hidden_states', text: 'encoder_hidden_states' };
const cut = (bytes: Uint8Array, part: 'head' | 'body' | 'tail') => cutAtFirstBlock(bytes, part, inputs, firstBlock);

type Feeds = Record<string, Tensor>;

const sizes: Readonly<Record<string, number>> = { sequence_length: 7, height: 8, width: 8 };

function value(name: string, type: string, shape: readonly (number | string)[]): Tensor {
  const dims = shape.map((dim, axis) =>
    typeof dim === 'number' ? dim : axis === 0 && shape.length > 2 ? 1 : (sizes[dim] ?? (shape.length === 1 ? 1 : 16)),
  );
  const data = Float32Array.from({ length: dims.reduce((product, dim) => product * dim, 1) }, (_, i) =>
    Math.sin(i * name.length),
  );
  return type === 'int64'
    ? new Tensor(
        'int64',
        BigInt64Array.from(data, () => 3n),
        dims,
      )
    : new Tensor('float32', data, dims);
}

async function run(graph: Uint8Array, more: Feeds = {}) {
  const session = await InferenceSession.create(graph, {
    graphOptimizationLevel: 'disabled',
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  const feeds = Object.fromEntries(
    session.inputMetadata.map((input) => [
      input.name,
      more[input.name] ?? (input.isTensor ? value(input.name, input.type, input.shape) : undefined!),
    ]),
  );
  const outputs = (await session.run(feeds)) as Feeds;
  await session.release();
  return outputs;
}

const apart = (a: Tensor, b: Tensor) =>
  (a.data as Float32Array).reduce((most, one, i) => Math.max(most, Math.abs(one - (b.data as Float32Array)[i]!)), 0);

it.each(['flux-tiny/transformer', 'sd3-tiny/transformer'])('%s is the sum of its parts', async (path) => {
  const bytes = golden(path);
  const whole = await run(bytes);
  const [output = ''] = Object.keys(whole);
  const head = await run(cut(bytes, 'head')!);
  const handed = { [firstBlock.picture]: head[output]!, [firstBlock.text]: head[firstBlock.text]! };
  const body = await run(cut(bytes, 'body')!, handed);
  expect(apart(body[output]!, whole[output]!)).toBe(0);
  const rest = body[firstBlock.rest]!;
  const tail = await run(cut(bytes, 'tail')!, { [firstBlock.picture]: head[output]!, [firstBlock.rest]: rest });
  expect(apart(tail[output]!, whole[output]!)).toBeLessThan(1e-5);
  expect(head[firstBlock.change]!.dims).toEqual(rest.dims);
  expect(cut(bytes, 'tail')!.length).toBeLessThan(bytes.length / 2); // no block's weights are in it
});

it('finds no blocks in others', () => {
  for (const path of ['sd15-tiny/unet', 'sd15-tiny/text_encoder', 'sd15-tiny/vae_decoder'])
    for (const part of ['head', 'body', 'tail'] as const) expect(cut(golden(path), part)).toBeUndefined();
  expect(cut(Uint8Array.of(), 'head')).toBeUndefined();
});

it('throws a RangeError or gives a graph, whatever the bytes', () => {
  expectOnlyRangeErrors(golden('flux-tiny/transformer'), 40, (broken) => cut(broken, 'head'));
});
