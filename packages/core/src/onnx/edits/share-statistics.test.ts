import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { expectOnlyRangeErrors } from '../../testing/broken-graphs.js';
import { cutToPieces } from './cut-to-pieces.js';
import { shareStatistics } from './share-statistics.js';
import { spellGroupNorms } from './spell-group-norms.js';
import { widenFloat16 } from './widen-float16.js';

const golden = (path: string) => readFileSync(new URL(`../../../golden/pipelines/${path}`, import.meta.url));

const graph = (path: string) => readFileSync(new URL(`../../../golden/graphs/${path}`, import.meta.url));

const pieces = { before: 'before', behind: 'behind', pieces: 'pieces' };

const names = { given: 'given', part: 'part', measured: 'measured' };

/** Halves of autoencoders: bytes, the channels that they take, the sides. */
const graphs: Readonly<Record<string, readonly [Uint8Array, channels: number, height: number, width: number]>> = {
  decoder: [golden('sd15-tiny/vae_decoder/model.onnx'), 4, 12, 8],
  encoder: [golden('sd15-tiny/vae_encoder/model.onnx'), 3, 64, 48],
  'decoder of Z-Image': [golden('z-image-tiny/vae_decoder/model.onnx'), 16, 12, 8],
  'decoder with an operator for it, spelt out': [spellGroupNorms(graph('vae/decoder-group-norm.onnx')), 4, 12, 8],
  'encoder with an operator for it, spelt out': [spellGroupNorms(graph('vae/encoder-group-norm.onnx')), 3, 64, 48],
  'decoder of float16, widened': [widenFloat16(golden('sd15-tiny-fp16/vae_decoder/model.onnx'))!, 4, 12, 8],
};

const wave = (dims: readonly number[]) =>
  new Tensor(
    'float32',
    Float32Array.from(
      { length: dims.reduce((product, dim) => product * dim, 1) },
      (_, i) => Math.sin(i) + Math.cos(i / 70),
    ),
    dims,
  );

async function run(graph: Uint8Array, feeds: Record<string, Tensor>) {
  const session = await InferenceSession.create(graph, { graphOptimizationLevel: 'disabled', logSeverityLevel: 4 });
  const outputs = await session.run(feeds);
  const { inputNames, outputNames } = session;
  await session.release();
  return { inputs: inputNames, outputs: outputNames.map((name) => outputs[name]!) };
}

const float = (dims: readonly number[], data: readonly number[]) =>
  new Tensor('float32', Float32Array.from(data), dims);

const corners = (...data: readonly number[]) => new Tensor('int64', BigInt64Array.from(data, BigInt), [4]);

function expectClose(a: Tensor, b: Tensor, tolerance = 1e-4): void {
  expect(a.dims).toEqual(b.dims);
  const [one, other] = [a.data as Float32Array, b.data as Float32Array];
  expect(one.every((value, i) => Math.abs(value - other[i]!) <= tolerance)).toBe(true);
}

describe.each(Object.entries(graphs))('%s', (name, [bytes, channels, height, width]) => {
  const asksForSides = name === 'encoder with an operator for it, spelt out';
  const value = wave([1, channels, height, width]);
  const ask = (graph: Uint8Array, given: Tensor | undefined, part: Tensor, own = value) =>
    run(shareStatistics(graph, names)!, {
      [input]: own,
      given: given
        ? float([3, given.dims[1]!, 1], [...(given.data as Float32Array), ...Array(given.dims[1]!).fill(1)])
        : float([3, 1, 1], [7, 7, 0]),
      part,
    });
  const encodes = channels === 3;
  let input = '';

  it('normalises by what it measures, or by what it is given: what was measured gives the same', async () => {
    const session = await InferenceSession.create(bytes);
    input = session.inputNames[0]!;
    const plain = await run(bytes, { [input]: value });
    const own = await ask(bytes, undefined, corners(0, 0, height, width));
    expect(own.inputs).toEqual([input, 'given', 'part']);
    expectClose(own.outputs[0]!, plain.outputs[0]!);
    const again = await ask(bytes, own.outputs[1], corners(0, 0, height, width));
    expectClose(again.outputs[0]!, plain.outputs[0]!);
    expectClose(again.outputs[1]!, own.outputs[1]!);
    const others = float(
      own.outputs[1]!.dims,
      [...(own.outputs[1]!.data as Float32Array)].map((one) => 4 * one),
    );
    const otherwise = await ask(bytes, others, corners(0, 0, height, width));
    expect(() => expectClose(otherwise.outputs[0]!, plain.outputs[0]!, 0.01)).toThrow();
  });

  it('measures the part that is named', async () => {
    const whole = await ask(bytes, undefined, corners(0, 0, height, width));
    const parts = await Promise.all(
      [corners(0, 0, height / 2, width), corners(height / 2, 0, height, width)].map((part) =>
        ask(bytes, whole.outputs[1], part),
      ),
    );
    const [all, top, bottom] = [whole, ...parts].map(({ outputs }) => outputs[1]!.data as Float32Array) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const groups = all.length / 2;
    for (let i = 0; i < groups; i++) expect((top[i]! + bottom[i]!) / 2).toBeCloseTo(all[i]!, 3);
    expect(top.some((mean, i) => i < groups && Math.abs(mean - all[i]!) > 0.01)).toBe(true);
  });

  it('comes in pieces, and gives the same in all of them together', async () => {
    const plain = await run(bytes, { [input]: value });
    let features: Tensor = value;
    let [count, atLatents, groups] = [1, -1, 0];
    const told: number[] = [];
    for (let index = 0; index < count; index++) {
      const piece = cutToPieces(bytes, index, pieces)!;
      const feeds = { [index === 0 ? input : pieces.before]: features };
      const sides = index > 0 && index === count - 1 && asksForSides ? { [input]: value } : {};
      const { inputs, outputs } = await run(piece, { ...sides, ...feeds });
      expect(inputs.length).toBe(Object.keys({ ...sides, ...feeds }).length);
      const made = outputs[0]!.dims.slice(2);
      if (index === atLatents) expect(made).toEqual(encodes ? [height / 8, width / 8] : [8 * height, 8 * width]);
      features = outputs[0]!;
      [count, atLatents, groups] = outputs.at(-1)!.data as unknown as [number, number, number];
      told.push(groups);
    }
    expect(count).toBeGreaterThanOrEqual(4);
    expect(atLatents).toBe(encodes ? count - 1 : 0);
    expect(told.filter((one) => one === 0).length).toBeLessThanOrEqual(2); // before sides grow or shrink, and behind the last
    expect(cutToPieces(bytes, count, pieces)).toBeUndefined();
    expect(features.data).toEqual(plain.outputs[0]!.data);
  });
});

it('leaves what normalises no groups, and what computes in float16', () => {
  expect(shareStatistics(golden('taesd-tiny/vae_decoder/model.onnx'), names)).toBeUndefined();
  expect(shareStatistics(golden('sd15-tiny-fp16/vae_decoder/model.onnx'), names)).toBeUndefined();
  expect(cutToPieces(golden('sd15-tiny/text_encoder/model.onnx'), 0, pieces)).toBeUndefined();
});

it('fails on no damaged graph but by a RangeError', () => {
  const [bytes] = graphs['decoder']!;
  expectOnlyRangeErrors(bytes, 60, (graph) => shareStatistics(graph, names));
  expectOnlyRangeErrors(bytes, 60, (graph) => cutToPieces(graph, 2, pieces));
});
