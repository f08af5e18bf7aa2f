import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { toFloat16 } from '../../tensor/float16.js';
import { expectOnlyRangeErrors } from '../../testing/broken-graphs.js';
import { addResidualInputs } from './add-residual-inputs.js';
import { widenFloat16 } from './widen-float16.js';

const golden = (path: string) => new URL(`../../../golden/${path}`, import.meta.url);
const residualName = (residual: number) => `residual ${residual}`;
const edit = (graph: Uint8Array) => addResidualInputs(graph, residualName);

/** The same values whatever asks for them. */
const wave = (size: number, phase: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(3 * i + phase));

const alone = { logSeverityLevel: 4, intraOpNumThreads: 1 } as const;

type Values = Readonly<Record<string, Float32Array>>;

/** Runs a UNet of one picture of 8 × 8 latents; dimensions that the graph leaves open are those of `open`. */
async function run(graph: Uint8Array, open: readonly (readonly number[])[], values: Values = {}) {
  const session = await InferenceSession.create(graph, alone);
  const feeds = session.inputMetadata.map((input, place) => {
    if (!input.isTensor) throw new Error(`${input.name} is no tensor`);
    const dims = input.shape.map((dim, axis) => (typeof dim === 'number' ? dim : open[place]![axis]!));
    const size = dims.reduce((product, dim) => product * dim, 1);
    const data = values[input.name] ?? (place === 1 ? Float32Array.of(501) : wave(size, place));
    const fed =
      input.type === 'float16' ? new Tensor('float16', toFloat16(data), dims) : new Tensor('float32', data, dims);
    return [input.name, fed] as const;
  });
  const outputs = await session.run(Object.fromEntries(feeds));
  const { inputMetadata } = session;
  await session.release();
  return { sample: Object.values(outputs)[0]!.data as Float32Array, inputs: inputMetadata };
}

const apart = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, one, i) => Math.max(most, Math.abs(one - b[i]!)), 0);

const told = [[1, 4, 8, 8], [1], [1, 7, 32]];
/** Skip connections of the tiny UNets of two and of four levels, [side, channels]; the middle block's output last. */
const twoLevels = [
  [8, 8],
  [8, 8],
  [4, 8],
  [4, 16],
  [4, 16],
] as const;
const fourLevels = [
  [8, 8],
  [8, 8],
  [4, 8],
  [4, 8],
  [2, 8],
  [2, 8],
  [1, 8],
  [1, 16],
  [1, 16],
] as const;
const residualsOf = (levels: readonly (readonly [number, number])[], phase = 0): Values =>
  Object.fromEntries(
    levels.map(([side, channels], i) => [residualName(i), wave(side * side * channels, i + phase)] as const),
  );
const shapesOf = (levels: readonly (readonly [number, number])[]) =>
  levels.map(([side, channels]) => [1, channels, side, side]);
const zeros = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, { length }]) => [name, new Float32Array(length)]));

it('adds residuals where an export that has inputs for them adds them', async () => {
  const plain = readFileSync(golden('pipelines/controlnet-plain-tiny/unet/model.onnx'));
  const own = readFileSync(golden('pipelines/controlnet-tiny/unet/model.onnx'));
  const { graph, residuals } = edit(plain)!;
  expect(residuals).toBe(5);
  const given = residualsOf(twoLevels);
  const inputs = (await run(own, [...told, ...shapesOf(twoLevels)])).inputs.slice(3);
  const renamed = Object.fromEntries(inputs.map(({ name }, i) => [name, given[residualName(i)]!]));
  const expected = await run(own, [...told, ...shapesOf(twoLevels)], renamed);
  const edited = await run(graph, [...told, ...shapesOf(twoLevels)], given);
  expect(apart(edited.sample, expected.sample)).toBeLessThan(1e-5);
  expect(apart(edited.sample, (await run(plain, told)).sample)).toBeGreaterThan(0.01);
});

/** One UNet, as three exporters write it. */
const exports: Readonly<Record<string, URL>> = {
  TorchScript: golden('pipelines/sd15-tiny/unet/model.onnx'),
  dynamo: golden('graphs/unet/dynamo.onnx'),
  "ONNX Runtime's optimiser": golden('graphs/unet/fused.onnx'),
};

const controlled = [[...told, ...shapesOf(fourLevels)], residualsOf(fourLevels)] as const;
const plain = run(edit(readFileSync(exports['TorchScript']!))!.graph, ...controlled);

describe.each(Object.entries(exports))('a UNet of %s', (_, file) => {
  it('is what it was where nothing is added, bit for bit', async () => {
    const graph = readFileSync(file);
    const { graph: edited, residuals } = edit(graph)!;
    expect(residuals).toBe(fourLevels.length);
    const { sample } = await run(edited, [...told, ...shapesOf(fourLevels)], zeros(residualsOf(fourLevels)));
    expect(sample).toEqual((await run(graph, told)).sample);
  });

  it('takes residuals as the others do', async () => {
    const { sample } = await run(edit(readFileSync(file))!.graph, ...controlled);
    expect(apart(sample, (await plain).sample)).toBeLessThan(2e-5);
  });
});

it('takes float16 where the network computes in it, and float32 once it is widened', async () => {
  const half = readFileSync(golden('pipelines/sd15-tiny-fp16/unet/model.onnx'));
  const typesOf = async (graph: Uint8Array) => {
    const session = await InferenceSession.create(graph, { ...alone, graphOptimizationLevel: 'disabled' });
    await session.release();
    return new Set(session.inputMetadata.slice(3).map((input) => input.isTensor && input.type));
  };
  expect(await typesOf(edit(half)!.graph)).toEqual(new Set(['float16']));
  const widened = edit(widenFloat16(half)!)!.graph;
  expect(await typesOf(widened)).toEqual(new Set(['float32']));
  expect(apart((await run(widened, ...controlled)).sample, (await plain).sample)).toBeLessThan(2e-2);
});

it('finds the skip connections of every UNet', () => {
  for (const [model, residuals] of [
    ['sd15-tiny', 9],
    ['sd21-tiny', 5],
    ['sdxl-tiny', 5],
    ['sdxl-refiner-tiny', 5],
    ['inpaint-tiny', 5],
    ['pix2pix-tiny', 5],
    ['lcm-tiny', 5],
  ] as const)
    expect([model, edit(readFileSync(golden(`pipelines/${model}/unet/model.onnx`)))?.residuals]).toEqual([
      model,
      residuals,
    ]);
});

it('gives nothing for a graph without skip connections', () => {
  for (const path of [
    'sd15-tiny/vae_decoder',
    'sd15-tiny/text_encoder',
    'controlnet-tiny/controlnet',
    'sd3-tiny/transformer',
  ])
    expect(edit(readFileSync(golden(`pipelines/${path}/model.onnx`)))).toBeUndefined();
  expect(edit(Uint8Array.of())).toBeUndefined();
});

it('throws a RangeError or gives a graph, whatever the bytes', () => {
  expectOnlyRangeErrors(readFileSync(exports['dynamo']!), 200, edit);
});
