import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { layerOutput, normedOutput } from '../../model/graph-edit.js';
import { expectOnlyRangeErrors } from '../../testing/broken-graphs.js';
import { readSafetensors } from '../../testing/safetensors.js';
import { addLayerOutputs } from './add-layer-outputs.js';
import { widenFloat16 } from './widen-float16.js';

const golden = (path: string) => new URL(`../../../golden/${path}`, import.meta.url);
const edit = (graph: Uint8Array) =>
  addLayerOutputs(graph, 'last_hidden_state', { hidden: layerOutput, normed: normedOutput });

async function run(graph: Uint8Array, ids: readonly number[]) {
  const session = await InferenceSession.create(graph, { logSeverityLevel: 4 });
  const type = session.inputMetadata[0]!;
  const wide = type.isTensor && type.type === 'int64';
  const input = wide ? BigInt64Array.from(ids, BigInt) : Int32Array.from(ids);
  const outputs = await session.run({ input_ids: new Tensor(wide ? 'int64' : 'int32', input, [1, ids.length]) });
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}

const apart = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, one, i) => Math.max(most, Math.abs(one - b[i]!)), 0);

/** One text encoder, as four exporters write it. */
const exports: Readonly<Record<string, URL>> = {
  TorchScript: golden('pipelines/sd15-tiny/text_encoder/model.onnx'),
  dynamo: golden('graphs/text-encoder/dynamo.onnx'),
  "ONNX Runtime's optimiser": golden('graphs/text-encoder/fused.onnx'),
  'opset 17, normalisations taken apart': golden('graphs/text-encoder/taken-apart.onnx'),
};

describe.each(Object.entries(exports))('a text encoder of %s', (_, file) => {
  it.each([1, 2])('leaves out the last %i layers as diffusers does', async (skipped) => {
    const at = `pipelines/sd15-tiny/cases/clip-skip-${skipped}`;
    const { tokenIds } = JSON.parse(readFileSync(golden(`${at}/case.json`), 'utf8'));
    const { promptEmbeds } = readSafetensors(readFileSync(golden(`${at}/tensors.safetensors`)));
    const outputs = await run(edit(readFileSync(file))!, tokenIds['tokenizer.prompt']);
    expect(apart(outputs[normedOutput(skipped)]!, promptEmbeds!.data as Float32Array)).toBeLessThan(1e-5);
  });

  it('puts out beside what it did', async () => {
    const ids = [814, 800, 517, ...new Array(74).fill(815)]; // one of these takes 77 and nothing else
    const graph = readFileSync(file);
    const before = await run(graph, ids);
    const after = await run(edit(graph)!, ids);
    expect(Object.keys(after)).toEqual([
      ...Object.keys(before),
      ...[layerOutput(2), normedOutput(2), layerOutput(1), normedOutput(1), layerOutput(0)],
    ]);
    // What is put out cannot be fused into what reads it, so that roundings differ, on some processors more than on others.
    for (const [name, data] of Object.entries(before)) expect(apart(after[name]!, data)).toBeLessThan(1e-5);
  });
});

it("is what exports with all hidden states put out, of SDXL's and Stable Diffusion 3's encoders", async () => {
  for (const encoder of ['sdxl-tiny/text_encoder', 'sdxl-tiny/text_encoder_2', 'sd3-tiny/text_encoder_2']) {
    const outputs = await run(edit(readFileSync(golden(`pipelines/${encoder}/model.onnx`)))!, [814, 800, 517, 815]);
    const layers = Object.keys(outputs).filter((name) => /^hidden_states\.\d+$/.test(name)).length;
    expect(layers).toBeGreaterThan(2);
    for (let skipped = 0; skipped < layers; skipped++) {
      expect(outputs[layerOutput(skipped)]).toEqual(outputs[`hidden_states.${layers - 1 - skipped}`]);
    }
  }
});

it('finds the layers of a float16 export, widened', async () => {
  const half = readFileSync(golden('pipelines/sd15-tiny-fp16/text_encoder/model.onnx'));
  const full = readFileSync(golden('pipelines/sd15-tiny/text_encoder/model.onnx'));
  const [widened, exact] = await Promise.all(
    [widenFloat16(half)!, full].map((graph) => run(edit(graph)!, [814, 800, 517, 815])),
  );
  expect(apart(widened![normedOutput(1)]!, exact![normedOutput(1)]!)).toBeLessThan(5e-3);
});

it('gives nothing for a graph without such layers', () => {
  expect(edit(readFileSync(golden('pipelines/sd15-tiny/unet/model.onnx')))).toBeUndefined();
  expect(edit(readFileSync(golden('pipelines/sd15-tiny/vae_decoder/model.onnx')))).toBeUndefined();
  expect(edit(Uint8Array.of())).toBeUndefined();
});

it('throws a RangeError or gives a graph, whatever the bytes', () => {
  expectOnlyRangeErrors(readFileSync(exports['dynamo']!), 200, edit);
});
