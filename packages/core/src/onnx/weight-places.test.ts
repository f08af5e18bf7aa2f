import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './graph-builder.js';
import { graph, model } from './graph-node.js';
import { editMessage, fieldOf, join, lengthField } from './message.js';
import { outlineGraph } from './outline-graph.js';
import { weightPlaces } from './weight-places.js';

const golden = (path: string) => readFileSync(new URL(`../../golden/${path}`, import.meta.url));
const graphOf = (bytes: Uint8Array) => fieldOf(bytes, model.graph)!.content;
const described = (bytes: Uint8Array) =>
  weightPlaces(graphOf(bytes))
    .map(({ kind, path, dims }) => `${kind} ${path} ${dims.filter((side) => kind === 'matrix' || side > 1)}`)
    .sort();
const matrices = (bytes: Uint8Array) => described(bytes).filter((line) => line.startsWith('matrix'));

describe.each(['unet', 'text_encoder'])('one %s', (network) => {
  const torchScript = golden(`pipelines/sd15-tiny/${network}/model.onnx`);

  it.each(['dynamo', 'fused'])('has the same layers when it is exported as %s', (exporter) => {
    const other = golden(`graphs/${network.replace('_', '-')}/${exporter}.onnx`);
    expect(matrices(other)).toEqual(matrices(torchScript));
  });

  it('has the same layers in float16, and without its weights', async () => {
    const half = golden(`pipelines/sd15-tiny-fp16/${network}/model.onnx`);
    expect(matrices(half)).toEqual(matrices(torchScript));
    expect(weightPlaces(graphOf(half)).every(({ float16 }) => float16)).toBe(true);
    const outline = await outlineGraph(async (from, to) => torchScript.subarray(from, to), torchScript.length, 'w');
    expect(described(outline.graph)).toEqual(described(torchScript));
  });
});

it('finds every layer, with its bias, of a UNet', () => {
  const lines = described(golden('pipelines/sd15-tiny/unet/model.onnx'));
  expect(lines.filter((line) => line.startsWith('matrix'))).toHaveLength(181);
  expect(lines).toEqual(
    expect.arrayContaining([
      'matrix conv_in 8,4,3,3',
      'bias conv_in 8',
      'matrix down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k 8,32',
      'matrix mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0 16,16',
      'bias mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0 16',
      'gain mid_block.attentions.0.transformer_blocks.0.norm1 16',
      'gain up_blocks.3.resnets.1.norm1 16',
    ]),
  );
});

/** A graph of one layer, which reads a weight through some operations. */
function layer(type: string, through: readonly string[], domain = ''): Uint8Array {
  const build = new GraphBuilder('t');
  let weight = build.float32({ type: 'float32', dims: [3, 2], bytes: new Uint8Array(24) });
  for (const one of through) weight = build.node(one, [weight]);
  build.node(type, ['x', weight]);
  const nodes = build.takeNodes();
  const own = fieldOf(nodes.at(-1)!, graph.node)!.content;
  const named = editMessage(own, { 3: () => [lengthField(3, '/block/layer/MatMul')] });
  const whole = domain === '' ? named : join([named, lengthField(7, domain)]);
  return lengthField(model.graph, [...nodes.slice(0, -1), lengthField(graph.node, whole), ...build.takeInitializers()]);
}

it.each<[string, Uint8Array, object | undefined]>([
  ['as it is', layer('MatMul', []), { dims: [2, 3], transposed: true }],
  ['transposed', layer('MatMul', ['Transpose']), { dims: [3, 2], transposed: true }],
  ['through a cast and a copy', layer('MatMul', ['Cast', 'Identity']), { dims: [2, 3] }],
  ['dequantised', layer('MatMul', ['DequantizeLinear']), { quantised: 'DequantizeLinear' }],
  ['packed', layer('MatMulNBits', [], 'com.microsoft'), { quantised: 'MatMulNBits' }],
  ['computed from something else', layer('MatMul', ['Sin']), undefined],
])('reads a weight %s', (_, bytes, expected) => {
  const places = weightPlaces(graphOf(bytes));
  if (expected === undefined) expect(places).toEqual([]);
  else expect(places).toMatchObject([{ path: 'block.layer', ...expected }]);
});
