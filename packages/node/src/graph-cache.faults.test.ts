import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withOtherWeights } from '../../core/src/testing/edit-graph.js';
import { makeModel } from '../../core/src/testing/make-model.js';
import type { NodeBackendOptions } from './options.js';
import { createNodeOverpaint } from './overpaint.js';

const golden = fileURLToPath(new URL('../../core/golden/', import.meta.url));
const { cases } = JSON.parse(await readFile(join(golden, 'faults/16-graph-cache.json'), 'utf8'));
const [replaced, alternate] = cases;
const padding = 204e6;
let folder: string;
let model: string;
let cache: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-graphs-'));
  cache = join(folder, 'cache');
  model = await makeModel(join(folder, 'model'), { edits: [{ op: 'pad', component: 'unet', bytes: padding }] });
});
afterAll(() => rm(folder, { recursive: true }));

async function paint(binding: NodeBackendOptions) {
  const { img2img, dispose } = createNodeOverpaint({ cache, ...binding });
  const image = join(golden, 'pipelines/inputs/photo-64x64.png');
  const { images, recipe } = await img2img({ image, model, prompt: 'ink', steps: 4, seed: 3 });
  await dispose();
  return { pixels: images[0]!.data, sha256: recipe.model.sha256 };
}
const graphs = async () => (await readdir(join(cache, 'graphs'))).sort();

it(alternate.name, { timeout: 120_000 }, async () => {
  let kept: string[] = [];
  for (const binding of alternate.bindings) {
    await paint(binding);
    const now = await graphs();
    expect(now).toEqual(expect.arrayContaining(kept));
    kept = now;
  }
  expect(kept).toHaveLength(new Set(alternate.bindings.map(({ threads }: NodeBackendOptions) => threads)).size);
});

it(replaced.name, { timeout: 120_000 }, async () => {
  const before = await paint(replaced.binding);
  const others = await graphs();
  const unet = join(model, 'unet/model.onnx');
  const { atime, mtime } = await stat(unet);
  await writeFile(unet, withOtherWeights(await readFile(unet), replaced.factor));
  await utimes(unet, atime, mtime);

  const after = await paint(replaced.binding);
  expect(after).toEqual(await paint({ ...replaced.binding, cache: false }));
  expect(after.sha256).not.toBe(before.sha256);
  expect(after.pixels).not.toEqual(before.pixels);
  expect(await graphs()).toHaveLength(others.length); // in the place of the older state's
});
