import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeModel } from '../../core/src/testing/make-model.js';
import type { Img2ImgEvent } from './img2img.js';
import { createNodeOverpaint } from './overpaint.js';

// A call is aborted at each thing that it tells, beginning with the first network that it opens. Nothing of it may be left:
// no thread, no half file; and the next call of the same binding paints what it would have without.
const image = fileURLToPath(new URL('../../core/golden/pipelines/inputs/photo-64x64.png', import.meta.url));
const call = { image, prompt: 'a cat', size: 32, strength: 1, steps: 4, count: 2, seed: 3, preview: {} };
const points = 24;
/** How many of them are tried, from the first to the last. */
const tried = Number(process.env['OVERPAINT_ABORT_POINTS'] ?? 6);

let folder: string;
let model: string;
let right: readonly Uint8ClampedArray[];
let told: readonly string[];
const bind = () => createNodeOverpaint({ cache: false, threads: 1 });
const nameOf = ({ type, ...event }: Img2ImgEvent) =>
  [type, ...Object.values(event).filter((value) => ['string', 'number'].includes(typeof value))].slice(0, 3).join(' ');
/** What keeps this process from ending, threads among it. */
const held = () => process.getActiveResourcesInfo().filter((name) => /Port|Worker/.test(name)).length;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-aborts-'));
  model = await makeModel(join(folder, 'model'));
  const { img2img, dispose } = bind();
  const events: string[] = [];
  const { images } = await img2img({
    ...call,
    model,
    onProgress: (event: Img2ImgEvent) => void events.push(nameOf(event)),
  });
  await dispose();
  right = images.map(({ data }) => data);
  told = events;
});
afterAll(() => rm(folder, { recursive: true }));

it(`tells ${points} things and more, by which a call can be aborted`, () => {
  expect(told.length).toBeGreaterThanOrEqual(points);
  expect(new Set(told.map((name) => name.split(' ')[0]))).toEqual(
    new Set(['load', 'encode', 'step', 'preview', 'decode', 'image']),
  );
});

it.each(Array.from({ length: tried }, (_, index) => Math.round((index * (points - 1)) / (tried - 1))))(
  'leaves nothing when it is aborted at point %i',
  async (point) => {
    const before = held();
    const { img2img, dispose } = bind();
    const results = await mkdtemp(join(folder, 'results-'));
    const controller = new AbortController();
    const saving: Promise<unknown>[] = [];
    let seen = 0;
    const run = img2img({
      ...{ ...call, model, signal: controller.signal },
      onProgress(event: Img2ImgEvent) {
        if (event.type === 'image') saving.push(event.image.save(join(results, `${event.picture}.png`)));
        if (seen++ === point) controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
    expect(seen, 'of what follows, a preview of the step at most').toBeLessThanOrEqual(point + 2);
    await Promise.all(saving);
    for (const name of await readdir(results)) {
      expect(await sharp(join(results, name)).ensureAlpha().raw().toBuffer()).toEqual(
        Buffer.from(right[Number.parseInt(name, 10)]!),
      );
    }
    const again = await img2img({ ...call, count: 1, model });
    expect(again.images[0].data).toEqual(right[0]);
    await dispose();
    expect(held()).toBe(before);
  },
);
