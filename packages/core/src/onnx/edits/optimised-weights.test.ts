import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, expect, it } from 'vitest';
import { expectOnlyRangeErrors } from '../../testing/broken-graphs.js';
import { product } from '../../testing/weight-changes.js';
import { storedData } from '../external-data.js';
import { fieldOf } from '../message.js';
import { weightPlaces } from '../weight-places.js';
import { changeWeights } from './change-weights.js';
import { optimisedWeights } from './optimised-weights.js';

const golden = (path: string) => readFileSync(new URL(`../../../golden/${path}`, import.meta.url));
const exports: readonly (readonly [string, Buffer])[] = [
  ['TorchScript', golden('pipelines/sd15-tiny/unet/model.onnx')],
  ['dynamo', golden('graphs/unet/dynamo.onnx')],
];
const folder = await mkdtemp(join(tmpdir(), 'overpaint-optimised-'));
afterAll(() => rm(folder, { recursive: true }));

async function optimise(graph: Uint8Array): Promise<Uint8Array> {
  const path = join(folder, 'model.onnx');
  const session = await InferenceSession.create(graph, { logSeverityLevel: 4, optimizedModelFilePath: path });
  await session.release();
  return readFile(path);
}

const block = 'down_blocks.0';
const changes = new Map([
  [`matrix ${block}.attentions.0.transformer_blocks.0.attn1.to_q`, [product(8, 8, 1)]],
  [`matrix ${block}.attentions.0.proj_in`, [product(8, 8, 2)]],
  [`matrix ${block}.resnets.0.conv1`, [product(8, 72, 3)]],
]);

it.each(exports)('finds in an optimised graph of %s where each weight that changes is read', async (_, plain) => {
  const weights = optimisedWeights(plain, changeWeights(plain, changes), await optimise(plain))!;
  expect(weights.weights).toHaveLength(3);
  const kernels = weights.weights.flatMap(({ blocked }) => (blocked ? [blocked.dims] : []));
  // Processors whose convolutions are not computed in blocks have none.
  expect([
    [],
    [
      [8, 8, 1, 1],
      [8, 8, 3, 3],
    ],
  ]).toContainEqual(kernels.sort((a, b) => a[2]! - b[2]!));
});

it('fills the blocks of a kernel with zeros where it has fewer channels', async () => {
  const [[, plain]] = exports as [(typeof exports)[0]];
  const content = fieldOf(plain, 7)!.content;
  const { path, tensor } = weightPlaces(content).find(({ dims }) => dims.join() === '8,24,3,3')!;
  const changed = changeWeights(plain, new Map([[`matrix ${path}`, [product(8, 216, 1)]]]));
  const weights = optimisedWeights(plain, changed, await optimise(plain))!;
  if (weights.weights[0]!.blocked === undefined) return; // on a processor that has no such convolutions
  const session = await InferenceSession.create(weights.remaking(weights.weights, 16), { logSeverityLevel: 4 });
  const [made] = Object.values(await session.run({}));
  await session.release();
  const bytes = storedData(content).get(tensor) as Uint8Array;
  const kernel = new Float32Array(Uint8Array.from(bytes).buffer);
  const expected = new Float32Array(16 * 32 * 9);
  for (let output = 0; output < 8; output++)
    for (let input = 0; input < 24; input++)
      for (let at = 0; at < 9; at++) {
        const place = ((Math.floor(input / 16) * 9 + at) * 16 + (input % 16)) * 16 + output;
        expected[place] = kernel[(output * 24 + input) * 9 + at]!;
      }
  expect(made!.dims).toEqual([16, 32, 3, 3]);
  expect(made!.data).toEqual(expected);
});

it('gives nothing for a graph of another network, and where several operations are one layer', async () => {
  const [[, plain], [, other]] = exports as [(typeof exports)[0], (typeof exports)[0]];
  const changed = changeWeights(plain, changes);
  expect(optimisedWeights(plain, changed, await optimise(other))).toBeUndefined();
  expect(optimisedWeights(other, changed, await optimise(plain))).toBeUndefined();
});

it('throws a RangeError or gives graphs, whatever the bytes', async () => {
  const [, plain] = exports[0]!;
  const changed = changeWeights(plain, changes);
  const optimised = await optimise(plain);
  expectOnlyRangeErrors(optimised, 40, (broken) => optimisedWeights(plain, changed, broken)?.reading([]));
  expectOnlyRangeErrors(changed, 40, (broken) => optimisedWeights(plain, broken, optimised)?.reading([]));
});
