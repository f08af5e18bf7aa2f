import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tensor } from '@overpaint/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fromFloat16, toFloat16 } from '../../core/src/tensor/float16.js';
import { withExternalData, withPadding } from '../../core/src/testing/edit-graph.js';
import { createNodeOverpaint } from './overpaint.js';

const half = fileURLToPath(
  new URL('../../core/golden/pipelines/sd15-tiny-fp16/vae_decoder/model.onnx', import.meta.url),
);
const latents = tensor(
  [1, 4, 8, 8],
  Float32Array.from({ length: 256 }, (_, i) => Math.sin(i)),
);
let root: string;
let expected: Float32Array;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'overpaint-float16-'));
  expected = await decode(half, false);
});
afterAll(() => rm(root, { recursive: true }));

async function decode(source: string, cache: string | false): Promise<Float32Array> {
  const { loadNetwork, dispose } = createNodeOverpaint({ cache });
  const { sample } = await (await loadNetwork(source)).run({ latent_sample: latents });
  await dispose();
  return sample!.data;
}

async function folderOf(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(root, 'model-'));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}

it('gives more than float16 holds, and so was computed in float32', () => {
  const rounded = fromFloat16(toFloat16(expected));
  expect(expected.filter((value, index) => value === rounded[index]).length / expected.length).toBeLessThan(0.05);
});

it('opens weights beside the graph, elsewhere in the folder and behind links, and writes nothing into it', async () => {
  const model = await readFile(half);
  for (const location of ['model.onnx_data', './weights.pb']) {
    const { graph, data } = withExternalData(model, location);
    const folder = await folderOf({ 'model.onnx': graph, [location]: data });
    const before = await readdir(folder);
    expect(await decode(folder, false)).toEqual(expected);
    expect(await readdir(folder)).toEqual(before);
  }
  const { graph, data } = withExternalData(model, 'model.onnx_data');
  const linked = await folderOf({ 'model.onnx': graph });
  await mkdir(join(linked, 'blobs'));
  await writeFile(join(linked, 'blobs/1'), data);
  await symlink('blobs/1', join(linked, 'model.onnx_data'));
  expect(await decode(linked, false)).toEqual(expected);
});

it('opens a snapshot of a Hugging Face cache, which is links to blobs beside it', async () => {
  const cache = join(await mkdtemp(join(root, 'hub-')), 'models--a--b');
  const snapshot = join(cache, 'snapshots/1');
  await mkdir(snapshot, { recursive: true });
  await mkdir(join(cache, 'blobs'));
  await copyFile(half, join(cache, 'blobs/abc'));
  await symlink('../../blobs/abc', join(snapshot, 'model.onnx'));
  expect(await decode(snapshot, false)).toEqual(expected);
});

it('keeps what ONNX Runtime makes of a large one', async () => {
  const folder = await folderOf({ 'model.onnx': withPadding(await readFile(half), 'padding', 2.1e8) });
  await writeFile(join(folder, 'padding'), '');
  await truncate(join(folder, 'padding'), 2.1e8);
  const cache = await mkdtemp(join(root, 'cache-'));
  expect(await decode(folder, cache)).toEqual(expected);
  const entries = await readdir(join(cache, 'graphs'));
  expect(entries).toHaveLength(1);
  expect(await decode(folder, cache)).toEqual(expected);
  expect(await readdir(join(cache, 'graphs'))).toEqual(entries);
});
