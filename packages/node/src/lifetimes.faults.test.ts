import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeModel } from '../../core/src/testing/make-model.js';
import type { NodeOverpaintOptions } from './options.js';
import { createNodeOverpaint } from './overpaint.js';

interface Case {
  readonly name: string;
  readonly check: string;
  readonly models?: number;
  readonly calls?: number;
  readonly steps?: number;
  readonly others?: number;
  readonly tries?: number;
}
const golden = new URL('../../core/golden/', import.meta.url);
const file = await readFile(new URL('faults/02-concurrency-and-lifetimes.json', golden), 'utf8');
const { cases } = JSON.parse(file) as { cases: Case[] };
const of = (check: string) => cases.filter((one) => one.check === check);

let folder = '';
let folders: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-lifetimes-'));
  folders = await Promise.all(Array.from({ length: 5 }, (_, index) => makeModel(join(folder, `m${index}`))));
});
afterAll(() => rm(folder, { recursive: true }));

const image = fileURLToPath(new URL('pipelines/inputs/photo-64x64.png', golden));
const call = { image, prompt: 'a cat', size: 64, strength: 1, steps: 4, seed: 3 };
const bind = (options: NodeOverpaintOptions = {}) => createNodeOverpaint({ cache: false, threads: 1, ...options });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const alone = async (steps = call.steps) => {
  const { img2img, dispose } = bind();
  const { images } = await img2img({ ...call, steps, model: folders[0] });
  await dispose();
  return images[0].data;
};

it.each(of('together'))('$name', async ({ models = 1, calls = models, steps }) => {
  const right = await alone(steps);
  const { img2img, dispose } = bind({ maxModels: 1 });
  const runs = Array.from({ length: calls }, (_, index) =>
    img2img({ ...call, ...(steps && { steps }), model: folders[index % models] }),
  );
  for (const run of runs) expect((await run).images[0].data).toEqual(right);
  await dispose();
});

it.each(of('longWhile'))('$name', async ({ others = 2, steps = 200 }) => {
  const { img2img, dispose } = bind({ concurrency: 2 });
  const long = img2img({ ...call, steps, model: folders[0] });
  await pause(300);
  for (let other = 1; other <= others; other++) await img2img({ ...call, model: folders[other] });
  expect((await long).plan.stepsRun).toBe(steps);
  await dispose();
});

it.each(of('abortOther'))('$name', async ({ tries = 12 }) => {
  const begun = performance.now();
  const first = bind();
  await first.img2img({ ...call, steps: 1, model: folders[0] });
  await first.dispose();
  const untilStep = performance.now() - begun;
  for (let moment = 0; moment < tries; moment += 2) {
    const { img2img, dispose } = bind();
    const controller = new AbortController();
    const aborted = img2img({ ...call, steps: 1, model: folders[0], signal: controller.signal });
    const other = img2img({ ...call, steps: 1, model: folders[0] });
    await pause((untilStep * moment) / tries);
    controller.abort();
    await aborted.catch(() => {});
    expect((await other).images).toHaveLength(1);
    await dispose();
  }
});

it.each(of('disposeDuring'))('$name', async () => {
  const { img2img, dispose } = bind();
  const run = img2img({ ...call, model: folders[0] });
  await pause(50);
  await dispose();
  expect((await run).images).toHaveLength(1);
});

it.each(of('afterDispose'))('$name', async () => {
  const { img2img, loadModel, dispose } = bind();
  const model = await loadModel(folders[0]);
  await img2img({ ...call, model });
  await dispose();
  await expect(img2img({ ...call, model })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'model' });
  expect((await img2img({ ...call, model: folders[0] })).images).toHaveLength(1); // the calls themselves start anew
  await dispose();
});

it('paints with the new weights of a folder that was replaced', async () => {
  const { img2img, dispose } = bind();
  const model = join(folder, 'replaced');
  await makeModel(model);
  const before = await img2img({ ...call, model });
  await rm(model, { recursive: true });
  await makeModel(model, { edits: [{ op: 'weights', component: 'unet', factor: 1.2 }] });
  const after = await img2img({ ...call, model });
  expect(after.images[0].data).not.toEqual(before.images[0].data);
  expect(after.recipe.model.sha256).not.toBe(before.recipe.model.sha256);
  await dispose();
});
