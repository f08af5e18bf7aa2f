import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { fromFloat16, toFloat16 } from '../../tensor/float16.js';
import { lengthField, numberField } from '../message.js';
import { readGraph } from '../read-graph.js';
import { widenFloat16 } from './widen-float16.js';

const [float32, float16, int64] = [1, 10, 7];
type Part = Uint8Array;

const attribute = (name: string, type: number, ...content: Part[]) =>
  lengthField(5, [lengthField(1, name), ...content, numberField(20, type)]);
const integer = (name: string, value: number) => attribute(name, 2, numberField(3, value));
const node = (type: string, inputs: readonly string[], outputs: readonly string[], ...rest: Part[]) =>
  lengthField(1, [
    ...inputs.map((name) => lengthField(1, name)),
    ...outputs.map((name) => lengthField(2, name)),
    lengthField(4, type),
    ...rest,
  ]);
/** The same, among the nodes of a function. */
const inFunction = (one: Part) => Uint8Array.from([0x3a, ...one.subarray(1)]);
const value = (no: number, name: string, type: number, dims: readonly number[] = [2]) =>
  lengthField(no, [
    lengthField(1, name),
    lengthField(2, [
      lengthField(1, [
        numberField(1, type),
        lengthField(
          2,
          dims.map((dim) => lengthField(1, [numberField(1, dim)])),
        ),
      ]),
    ]),
  ]);
const raw = (data: ArrayBufferView) =>
  lengthField(9, new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength));
const tensor = (no: number, name: string, type: number, dims: readonly number[], ...data: Part[]) =>
  lengthField(no, [...dims.map((dim) => numberField(1, dim)), numberField(2, type), lengthField(8, name), ...data]);
const halves = (...values: number[]) => toFloat16(Float32Array.from(values));
const half = (name: string, ...values: number[]) => tensor(5, name, float16, [values.length], raw(halves(...values)));
/** How else a TensorProto may hold float16: bits in a list of int32. */
const listed = (name: string, ...values: number[]) =>
  tensor(
    5,
    name,
    float16,
    [values.length],
    lengthField(5, Uint8Array.from(values.flatMap((one) => [...numberField(1, halves(one)[0]!).subarray(1)]))),
  );
const graph = (...parts: Part[]) => [lengthField(2, 'test'), ...parts];
const model = (parts: readonly Part[], ir = 8, ...more: Part[]) =>
  Buffer.concat([numberField(1, ir), lengthField(7, parts), lengthField(8, [numberField(2, 17)]), ...more]);

const x = value(11, 'x', float16);
const y = value(12, 'y', float16);
const truth = tensor(5, 'truth', 9, [], raw(Uint8Array.of(1)));
const branch = (name: string, ...parts: Part[]) => attribute(name, 5, lengthField(6, graph(...parts)));
const own = lengthField(25, [
  lengthField(1, 'Scale'),
  lengthField(4, 'in'),
  lengthField(5, 'out'),
  inFunction(node('Constant', [], ['two'], attribute('value', 4, tensor(5, '', float16, [1], raw(halves(2)))))),
  inFunction(node('Cast', ['in'], ['half'], integer('to', float16))),
  inFunction(node('Mul', ['half', 'two'], ['out'])),
  lengthField(9, [numberField(2, 17)]),
  lengthField(10, 'test.domain'),
]);

/** Each multiplies what it is given by 2 and adds 1. */
const kinds: Readonly<Record<string, Uint8Array>> = {
  weights: model(
    graph(
      node('Mul', ['x', 'w'], ['m']),
      node('Add', ['m', 'b'], ['y']),
      half('w', 2, 2),
      half('b', 1, 1),
      x,
      y,
      value(13, 'm', float16),
    ),
  ),
  'weights that are listed as inputs': model(
    graph(
      node('Mul', ['x', 'w'], ['m']),
      node('Add', ['m', 'b'], ['y']),
      half('w', 2, 2),
      half('b', 1, 1),
      value(11, 'w', float16),
      x,
      value(11, 'b', float16),
      y,
    ),
    3,
  ),
  'weights in a list of numbers': model(
    graph(node('Mul', ['x', 'w'], ['m']), node('Add', ['m', 'b'], ['y']), listed('w', 2, 2), half('b', 1, 1), x, y),
  ),
  'constants, and tensors filled with one': model(
    graph(
      node('Constant', [], ['w'], attribute('value', 4, tensor(5, '', float16, [2], raw(halves(2, 2))))),
      node('Mul', ['x', 'w'], ['m']),
      node('ConstantOfShape', ['length'], ['b'], attribute('value', 4, tensor(5, '', float16, [1], raw(halves(1))))),
      node('Add', ['m', 'b'], ['y']),
      tensor(5, 'length', int64, [1], raw(BigInt64Array.of(2n))),
      x,
      y,
    ),
  ),
  'casts to and fro': model(
    graph(
      node('Cast', ['x'], ['wide'], integer('to', float32)),
      node('Add', ['wide', 'wide'], ['double']),
      node('Cast', ['double'], ['narrow'], integer('to', float16)),
      node('Add', ['narrow', 'b'], ['y']),
      half('b', 1, 1),
      x,
      y,
    ),
  ),
  'float32 ends': model(
    graph(
      node('Cast', ['x'], ['narrow'], integer('to', float16)),
      node('Mul', ['narrow', 'w'], ['m']),
      node('Add', ['m', 'b'], ['narrower']),
      node('Cast', ['narrower'], ['y'], integer('to', float32)),
      half('w', 2, 2),
      half('b', 1, 1),
      value(11, 'x', float32),
      value(12, 'y', float32),
    ),
  ),
  'branches with weights of their own and of the graph': model(
    graph(
      node(
        'If',
        ['truth'],
        ['y'],
        branch(
          'then_branch',
          node('Mul', ['x', 'w'], ['m']),
          node('Add', ['m', 'b'], ['r']),
          half('b', 1, 1),
          value(12, 'r', float16),
        ),
        branch('else_branch', node('Identity', ['x'], ['s']), value(12, 's', float16)),
      ),
      half('w', 2, 2),
      truth,
      x,
      y,
    ),
  ),
  'functions of their own': model(
    graph(
      node('Scale', ['x'], ['m'], lengthField(7, 'test.domain')),
      node('Add', ['m', 'b'], ['y']),
      half('b', 1, 1),
      x,
      y,
    ),
    8,
    lengthField(8, [lengthField(1, 'test.domain'), numberField(2, 1)]),
    own,
  ),
};

describe.each(Object.entries(kinds))('%s', (_, bytes) => {
  it('become float32', async () => {
    const session = await InferenceSession.create(widenFloat16(bytes)!, { intraOpNumThreads: 1 });
    const given = Float32Array.of(0.1, 70_000); // more than float16 holds, in digits and in size
    const { y } = await session.run({ x: new Tensor('float32', given, [2]) });
    expect([...(y!.data as Float32Array)]).toEqual([Math.fround(Math.fround(given[0]! * 2) + 1), 140_001]);
    await session.release();
  });
});

const golden = new URL('../../../golden/pipelines/sd15-tiny-fp16/', import.meta.url);

it.each(['text_encoder', 'unet', 'vae_decoder', 'vae_encoder'])(
  'answers as the float16 %s, more finely',
  async (name) => {
    const file = fileURLToPath(new URL(`${name}/model.onnx`, golden));
    const bytes = readFileSync(file);
    const run = async (network: string | Uint8Array) => {
      const session = await InferenceSession.create(network as string, { intraOpNumThreads: 1 });
      const feeds = session.inputMetadata.map((spec) => {
        if (!spec.isTensor) throw new Error(spec.name);
        const dims = spec.shape.map((dim, axis) => (typeof dim === 'number' ? dim : axis === 0 ? 1 : 16));
        const size = dims.reduce((product, dim) => product * dim, 1);
        const values = Float32Array.from({ length: size }, (_, i) => (size === 1 ? 500 : Math.sin(i)));
        if (spec.type === 'float16') return [spec.name, new Tensor('float16', toFloat16(values), dims)] as const;
        if (spec.type === 'float32') return [spec.name, new Tensor('float32', values, dims)] as const;
        return [
          spec.name,
          new Tensor(
            'int64',
            BigInt64Array.from(values, (one) => BigInt(Math.round(one + 5))),
            dims,
          ),
        ] as const;
      });
      const out = (await session.run(Object.fromEntries(feeds)))[session.outputNames[0]!]!;
      await session.release();
      return {
        type: out.type,
        data:
          out.type === 'float16'
            ? fromFloat16(new Uint16Array((out.data as Uint16Array).buffer))
            : (out.data as Float32Array),
      };
    };
    const [before, after] = [await run(file), await run(widenFloat16(bytes)!)];
    expect([before.type, after.type]).toEqual(['float16', 'float32']);
    const largest = before.data.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    const apart = before.data.reduce((most, one, i) => Math.max(most, Math.abs(one - after.data[i]!)), 0);
    expect(apart / largest).toBeLessThan(4e-3); // float16 has 11 bits
  },
);

const packages = new URL('../../../../', import.meta.url);
const float32Graphs = ['core/golden/pipelines/', 'model-mini/model/'].flatMap((folder) =>
  readdirSync(new URL(folder, packages), { recursive: true })
    .map((path) => `${folder}${String(path)}`)
    .filter((path) => path.endsWith('.onnx') && !path.includes('fp16')),
);

it.each(float32Graphs)('leaves %s as it is', (path) => {
  expect(widenFloat16(readFileSync(new URL(path, packages)))).toBeUndefined();
});

it.each<[string, Uint8Array]>([
  [
    'weights that are cast before they are used',
    model(
      graph(
        node('Cast', ['w'], ['wide'], integer('to', float32)),
        node('Mul', ['x', 'wide'], ['y']),
        half('w', 2, 2),
        value(11, 'x', float32),
        value(12, 'y', float32),
      ),
    ),
  ],
  [
    'ends that are cast',
    model(
      graph(
        node('Cast', ['x'], ['wide'], integer('to', float32)),
        node('Add', ['wide', 'wide'], ['sum']),
        node('Cast', ['sum'], ['y'], integer('to', float16)),
        x,
        y,
      ),
    ),
  ],
])('leaves %s', (_, bytes) => {
  expect(widenFloat16(bytes)).toBeUndefined();
});

it('is told of by the header of the graph', async () => {
  for (const [name, bytes] of Object.entries(kinds)) {
    const header = await readGraph(async (from, to) => bytes.subarray(from, to), bytes.length);
    expect(header.float16, name).toBe(true);
  }
});

it.each([1, 100, 5000])('refuses a graph without its last %i bytes', (missing) => {
  const bytes = readFileSync(new URL('unet/model.onnx', golden));
  expect(() => widenFloat16(bytes.subarray(0, bytes.length - missing))).toThrow(RangeError);
});

it('keeps GELU in a form that ONNX Runtime finds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'overpaint-widen-'));
  const optimizedModelFilePath = join(folder, 'optimised.onnx');
  const options = { intraOpNumThreads: 1, optimizedModelFilePath };
  const bytes = readFileSync(new URL('unet/model.onnx', golden));
  await (await InferenceSession.create(widenFloat16(bytes)!, options)).release();
  const optimised = readFileSync(optimizedModelFilePath);
  const { customOperators } = await readGraph(async (from, to) => optimised.subarray(from, to), optimised.length);
  expect(customOperators).toContain('com.microsoft.Gelu');
  rmSync(folder, { recursive: true });
});
