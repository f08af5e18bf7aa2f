import { fileURLToPath } from 'node:url';
import { schedulers } from '@overpaint/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createNodeOverpaint } from './overpaint.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const photo = here('../../core/golden/images/source/photo.png');
const overpaint = createNodeOverpaint({ defaultModel: here('../../model-mini/model'), cache: false });
afterAll(() => overpaint.dispose());

type Options = Partial<Parameters<typeof overpaint.img2img>[0]>;
const paint = async (options: Options) => {
  const { images } = await overpaint.img2img({ image: photo, size: 128, ...options });
  return images[0];
};

const differences = (a: Uint8ClampedArray, b: Uint8ClampedArray) => {
  const colours = a.map((value, i) => Math.abs(value - b[i]!)).filter((_, i) => i % 4 !== 3);
  const sum = (power: number) => colours.reduce((total, value) => total + value ** power, 0) / colours.length;
  return { mean: sum(1), square: sum(2) };
};

describe('the dial of strength', () => {
  const strengths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

  /** Distances from the source along the dial, each farther than the one before by a fiftieth of the way at least. */
  async function expectToRise(options: Options, dial: readonly Options[]) {
    const source = await paint({ ...options, strength: 0 });
    const distances = [];
    for (const place of dial) distances.push(differences((await paint({ ...options, ...place })).data, source.data));
    const [far] = distances.slice(-1);
    for (const [i, { mean, square }] of distances.entries()) {
      const before = distances[i - 1] ?? { mean: 0, square: 0 };
      expect(mean - before.mean, `${i}: ${JSON.stringify(distances)}`).toBeGreaterThan(0.02 * far!.mean);
      expect(square).toBeGreaterThan(before.square);
    }
  }

  it.each([
    ['watercolor painting', 1],
    ['pencil sketch', 2],
    ['stained glass', 1],
    ['oil painting at sunset', 2],
    ['blue', 1],
    ['', 2],
  ])('rises evenly with "%s", seed %d', async (prompt, seed) => {
    await expectToRise(
      { prompt, seed },
      strengths.map((strength) => ({ strength })),
    );
  });

  it.each(['euler', 'euler-ancestral', 'dpmpp-2m', 'unipc', 'heun', 'lcm'])(
    'rises with %s in ten steps',
    async (scheduler) => {
      await expectToRise(
        { prompt: 'comic', seed: 3, size: 96, scheduler, steps: 10 },
        strengths.map((strength) => ({ strength })),
      );
    },
  );

  it('stands where it is put, whatever walks there', async () => {
    const call = { prompt: 'oil painting', seed: 4, size: 96, stepsMode: 'exact' } as const;
    const source = await paint({ ...call, strength: 0 });
    const reach = async (options: Options) =>
      differences((await paint({ ...call, ...options })).data, source.data).mean;
    for (const strength of [0.3, 0.8]) {
      const expected = await reach({ strength, steps: 1 });
      for (const { name: scheduler, flow } of schedulers) {
        if (flow === true) continue;
        const ratio = (await reach({ strength, scheduler, steps: 6 })) / expected;
        expect.soft(Math.abs(ratio - 1), `${scheduler} at ${strength}`).toBeLessThan(0.06);
      }
    }
  });

  it('turns the noise alone into strokes: another seed is another picture, as far from the source', async () => {
    const [source, one, other] = [
      await paint({ strength: 0 }),
      await paint({ prompt: 'oil painting', seed: 1 }),
      await paint({ prompt: 'oil painting', seed: 2 }),
    ].map(({ data }) => data);
    const far = differences(one!, source!).mean;
    expect(differences(one!, other!).mean).toBeGreaterThan(0.1 * far);
    expect(Math.abs(differences(other!, source!).mean / far - 1)).toBeLessThan(0.1);
  });
});
