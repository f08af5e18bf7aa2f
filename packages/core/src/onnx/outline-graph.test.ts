import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, expect, it } from 'vitest';
import { withExternalData, withLargeConstant } from '../testing/edit-graph.js';
import { outlineGraph } from './outline-graph.js';

const golden = new URL('../../golden/pipelines/', import.meta.url);
const graphs = readdirSync(golden, { recursive: true }).map(String);
const folder = mkdtempSync(join(tmpdir(), 'overpaint-outline-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function outlined(bytes: Uint8Array) {
  let read = 0;
  const outline = await outlineGraph(
    async (from, to) => {
      read += to - from;
      return bytes.subarray(from, to);
    },
    bytes.length,
    'model.onnx',
  );
  return { ...outline, read };
}

/** A decoder's answer to fixed latents. */
async function answer(model: string | Uint8Array, weights: string): Promise<Float32Array> {
  const session = await InferenceSession.create(model as string, {
    intraOpNumThreads: 1,
    extra: { session: { model_external_initializers_file_folder_path: weights } },
  });
  const latents = new Tensor(
    'float32',
    Float32Array.from({ length: 4 * 64 }, (_, i) => Math.sin(i)),
    [1, 4, 8, 8],
  );
  const { sample } = await session.run({ latent_sample: latents });
  await session.release();
  return sample!.data as Float32Array;
}

it.each(graphs.filter((path) => path.endsWith('vae_decoder/model.onnx') && !/fp16|sd3|flux|z-image/.test(path)))(
  'answers as %s does, with the weights where they were',
  async (path) => {
    const file = fileURLToPath(new URL(path, golden));
    const { graph, refersToFile } = await outlined(readFileSync(file));
    expect(refersToFile).toBe(true);
    expect(await answer(graph, dirname(file))).toEqual(await answer(file, dirname(file)));
  },
);

it('leaves weights in other files there', async () => {
  const model = readFileSync(new URL('sd15-tiny/vae_decoder/model.onnx', golden));
  const { graph, data } = withExternalData(model, 'weights.pb');
  writeFileSync(join(folder, 'weights.pb'), data);
  writeFileSync(join(folder, 'model.onnx'), graph);
  const { graph: outline } = await outlined(graph);
  expect(await answer(outline, folder)).toEqual(await answer(join(folder, 'model.onnx'), folder));
});

it('reads nothing of large weights', async () => {
  const model = withLargeConstant(readFileSync(new URL('sd15-tiny/vae_decoder/model.onnx', golden)), 50e6);
  const { graph, read } = await outlined(model);
  expect(graph.length).toBeLessThan(200_000);
  expect(read).toBeLessThan(1e6);
});

it('refuses what is no graph', async () => {
  await expect(outlined(new TextEncoder().encode('this is not a protocol buffer'))).rejects.toThrow(RangeError);
  const model = readFileSync(new URL('sd15-tiny/vae_decoder/model.onnx', golden));
  await expect(outlined(model.subarray(0, model.length - 5000))).rejects.toThrow(RangeError);
});
