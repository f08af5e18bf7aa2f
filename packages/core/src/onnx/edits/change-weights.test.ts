import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { expectOnlyRangeErrors } from '../../testing/broken-graphs.js';
import { product, waves } from '../../testing/weight-changes.js';
import { editMessage, lengthField, textOf } from '../message.js';
import { changeWeights, type WeightChange } from './change-weights.js';

const golden = (path: string) => readFileSync(new URL(`../../../golden/${path}`, import.meta.url));
const exports: Readonly<Record<string, Buffer>> = {
  TorchScript: golden('pipelines/sd15-tiny/text_encoder/model.onnx'),
  dynamo: golden('graphs/text-encoder/dynamo.onnx'),
  "ONNX Runtime's optimiser": golden('graphs/text-encoder/fused.onnx'),
};
const layers = 'text_model.encoder.layers';

async function run(graph: Uint8Array): Promise<Float32Array> {
  const session = await InferenceSession.create(graph, { logSeverityLevel: 4 });
  const ids = [814, 800, 517, ...new Array(74).fill(815)];
  const type = session.inputMetadata[0]!;
  const wide = type.isTensor && type.type === 'int64';
  const tensor = wide
    ? new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, 77])
    : new Tensor('int32', Int32Array.from(ids), [1, 77]);
  const { last_hidden_state } = await session.run({ input_ids: tensor });
  await session.release();
  return last_hidden_state!.data as Float32Array;
}

const apart = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, one, i) => Math.max(most, Math.abs(one - b[i]!)), 0);

const changes = new Map([
  [`matrix ${layers}.0.self_attn.q_proj`, [product(32, 32, 1)]],
  [`matrix ${layers}.0.self_attn.v_proj`, [product(32, 32, 2, 0.5), product(32, 32, 3, -0.7)]],
  [`matrix ${layers}.1.mlp.fc1`, [{ ...product(64, 32, 4), magnitude: { lengths: waves([64], 5), per: 'output' } }]],
  [`matrix ${layers}.1.mlp.fc2`, [{ ...product(32, 64, 6), share: 0.4 }]],
  [`bias ${layers}.1.mlp.fc2`, [{ delta: { kind: 'tensor', tensor: waves([32], 7) }, scale: 1 }]],
] as const) as ReadonlyMap<string, readonly WeightChange[]>;

it('changes the same weights in the same way, whoever exported the graph', async () => {
  const [first, ...others] = Object.values(exports);
  const plain = await run(first!);
  const changed = await run(changeWeights(first!, changes));
  expect(apart(plain, changed)).toBeGreaterThan(0.1);
  for (const other of others) expect(apart(await run(changeWeights(other, changes)), changed)).toBeLessThan(1e-4);
});

it.each(Object.entries(exports))('leaves a graph of %s as it is, to the byte, where nothing is asked', (_, graph) => {
  expect(graph.compare(changeWeights(graph, new Map()))).toBe(0);
  expect(graph.compare(changeWeights(graph, new Map([['matrix no.such.layer', [product(1, 1, 1)]]])))).toBe(0);
});

it('adds nothing where what is added is nothing', async () => {
  const nothing = new Map([[`matrix ${layers}.0.self_attn.q_proj`, [product(32, 32, 1, 0)]]]);
  for (const graph of Object.values(exports)) {
    expect(apart(await run(changeWeights(graph, nothing)), await run(graph))).toBe(0);
  }
});

it('changes the weight of one layer alone where two share it', async () => {
  // The second layer reads the first one's weight.
  const names = [0, 1].map((layer) => {
    const at = exports['TorchScript']!.indexOf(
      `/${layers.replaceAll('.', '/').replace('layers', `layers.${layer}`)}/self_attn/q_proj/MatMul`,
    );
    return /onnx::MatMul_\d+/.exec(exports['TorchScript']!.subarray(at - 200, at).toString('latin1'))![0];
  });
  const shared = editMessage(exports['TorchScript']!, {
    7: ({ content }) => [
      lengthField(
        7,
        editMessage(content, {
          1: (node) => [
            lengthField(
              1,
              editMessage(node.content, {
                1: (input) => (textOf(input) === names[1] ? [lengthField(1, names[0]!)] : undefined),
              }),
            ),
          ],
        }),
      ),
    ],
  });
  const one = (layer: number) => new Map([[`matrix ${layers}.${layer}.self_attn.q_proj`, [product(32, 32, 1)]]]);
  const both = new Map([...one(0), ...one(1)]);
  const [first, second, all] = await Promise.all(
    [one(0), one(1), both].map((which) => run(changeWeights(shared, which))),
  );
  expect(apart(first!, second!)).toBeGreaterThan(0.01);
  expect(apart(first!, all!)).toBeGreaterThan(0.01);
});

it('throws a RangeError or gives a graph, whatever the bytes', () => {
  expectOnlyRangeErrors(exports['dynamo']!, 200, (broken) => changeWeights(broken, changes));
});
