import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { expectOnlyRangeErrors } from '../../testing/broken-graphs.js';
import { fixDimensions } from './fix-dimensions.js';

const golden = (path: string) => readFileSync(new URL(`../../../golden/${path}`, import.meta.url));
const exports: readonly (readonly [string, Buffer])[] = [
  ['TorchScript', golden('pipelines/sd15-tiny/unet/model.onnx')],
  ['dynamo', golden('graphs/unet/dynamo.onnx')],
  ["ONNX Runtime's optimiser", golden('graphs/unet/fused.onnx')],
];

const shapes: Readonly<Record<string, readonly number[]>> = {
  sample: [2, 4, 16, 8],
  timestep: [1],
  encoder_hidden_states: [2, 77, 32],
};

/** Names of symbolic dimensions, with the sizes that they have in the shapes above. */
async function symbolsOf(graph: Uint8Array): Promise<Map<string, number>> {
  const session = await InferenceSession.create(graph, { logSeverityLevel: 4 });
  const sizes = new Map<string, number>();
  for (const input of session.inputMetadata) {
    if (!input.isTensor) continue;
    input.shape.forEach((dim, axis) => {
      if (typeof dim === 'string') sizes.set(dim, shapes[input.name]![axis]!);
    });
  }
  await session.release();
  return sizes;
}

async function run(graph: Uint8Array, scale = 1) {
  const session = await InferenceSession.create(graph, { logSeverityLevel: 4 });
  const feeds: Record<string, Tensor> = {};
  for (const input of session.inputMetadata) {
    if (!input.isTensor) continue;
    const [batch = 1, ...dims] = shapes[input.name]!;
    const whole = input.shape.length === 0 ? [] : [input.name === 'timestep' ? 1 : batch * scale, ...dims];
    const length = whole.reduce((a, b) => a * b, 1);
    const numbers = Float32Array.from({ length }, (_, i) => Math.sin(i));
    feeds[input.name] =
      input.type === 'int64'
        ? new Tensor(
            'int64',
            BigInt64Array.from({ length }, () => 500n),
            whole,
          )
        : new Tensor('float32', input.name === 'timestep' ? numbers.fill(500) : numbers, whole);
  }
  try {
    const outputs = await session.run(feeds);
    return Object.values(outputs)[0]!.data as Float32Array;
  } finally {
    await session.release();
  }
}

it.each(exports)('answers as the graph of %s does, for its sizes alone', async (_, graph) => {
  const sizes = await symbolsOf(graph);
  expect(sizes.size).toBeGreaterThan(2);
  const fixed = fixDimensions(graph, sizes);
  expect(await symbolsOf(fixed)).toEqual(new Map());
  const [expected, answered] = [await run(graph), await run(fixed)];
  expect(answered.length).toBe(expected.length);
  expect(answered.every((one, i) => Math.abs(one - expected[i]!) < 1e-5)).toBe(true);
  await expect(run(fixed, 2)).rejects.toThrow(/invalid dimensions/i);
});

it('leaves a graph as it is, to the byte, where nothing is fixed', () => {
  for (const [, graph] of exports) expect(graph.compare(fixDimensions(graph, new Map([['no such', 3]])))).toBe(0);
});

it('refuses sizes that no dimension has', () => {
  for (const size of [0, -1, 1.5, Number.NaN, 2 ** 60]) {
    expect(() => fixDimensions(exports[0]![1], new Map([['batch_size', size]]))).toThrow(RangeError);
  }
});

it('throws a RangeError or gives a graph, whatever the bytes', () => {
  expectOnlyRangeErrors(exports[1]![1], 200, (broken) => fixDimensions(broken, new Map([['batch_size', 2]])));
});
