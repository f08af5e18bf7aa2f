import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { createOverpaint } from '../overpaint.js';
import { linearCombination } from '../tensor/linear-combination.js';
import { referencePicture, referencePlatform, withFile } from '../testing/reference-platform.js';
import type { Family } from './family.js';
import { families } from './index.js';
import { stableDiffusion } from './stable-diffusion.js';

const call = { image: referencePicture(), prompt: 'ink', size: 64, steps: 4, strength: 0.75, seed: 7 };

/** A family is one file (this object) and one line (its place in the list): nothing else knows its name. */
const invented: Family = {
  ...stableDiffusion,
  name: 'invented',
  matches: ({ pipeline }) => pipeline === 'InventedPipeline',
  defaults: { ...stableDiffusion.defaults, steps: 3 },
  options: ['maxSequenceLength'],
  output: (output) => linearCombination([0.5, output]),
};

it('paints with a family that is one object and one line in the list', async () => {
  const files = withFile('model_index.json', JSON.stringify({ _class_name: 'InventedPipeline' }));
  const list = families as unknown as Family[];
  list.unshift(invented);
  try {
    const platform = referencePlatform({ files });
    const { img2img, plan, inspectModel } = createOverpaint<URL, never, never>(platform as never);
    expect((await inspectModel()).family).toBe('invented');
    const { images, plan: planned } = await img2img({
      ...call,
      steps: undefined,
      maxSequenceLength: 64,
      originalSteps: 5,
    });
    expect(planned).toMatchObject({ steps: 3, model: { family: 'invented' } });
    expect(planned.warnings.map(({ message }) => message)).toEqual([expect.stringContaining('originalSteps')]);
    const ordinary = createOverpaint<URL, never, never>(referencePlatform() as never);
    const other = await ordinary.img2img({ ...call, steps: 3 });
    expect((images[0] as { data: Uint8Array }).data).not.toEqual((other.images[0] as { data: Uint8Array }).data);
    expect((await plan(call)).steps).toBe(4);
  } finally {
    list.shift();
  }
});

it('keeps families out of the algorithm', () => {
  for (const file of [
    'img2img.ts',
    'denoiser.ts',
    'conditioning.ts',
    'plan.ts',
    'model/model.ts',
    'model/describe.ts',
  ]) {
    const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    for (const { name } of families) expect(source).not.toContain(name);
  }
});

it('has a name of its own for each', () => {
  expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
  vi.restoreAllMocks();
});
