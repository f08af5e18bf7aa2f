import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { schedulers } from '../../packages/core/src/schedulers/index.js';
import { errorCurves } from './curves.js';
import { curvesOf, painter, paintSheet } from './painted.js';
import { plotCurves } from './plot.js';
import { analyticProblem } from './solve.js';

const here = (path: string) => fileURLToPath(new URL(`../../packages/${path}`, import.meta.url));
const { paint, dispose } = painter({
  ...{ model: here('model-mini/model'), image: here('core/golden/images/source/photo.png') },
  ...{ prompt: 'watercolor painting', size: 128, seed: 7, sigmas: 'default' },
});
afterAll(dispose);

it('finds the order of each method', async () => {
  const solve = analyticProblem();
  const { latents } = await solve('heun', 1000);
  const names = ['euler', 'heun', 'kdpm2', 'dpmpp-2m', 'dpmpp-3m', 'dpmpp-2s', 'unipc', 'deis', 'lms'] as const;
  const curves = await errorCurves(solve, names, [16, 32, 64], async () => latents);
  const slopes = Object.fromEntries(curves.map(({ scheduler, slope }) => [scheduler, slope]));
  expect(slopes['euler']).toBeCloseTo(1, 0);
  for (const name of names.slice(1)) {
    const { order } = schedulers.find((info) => info.name === name)!;
    expect(slopes[name]).toBeGreaterThan(Math.min(order, 3) - 0.5);
  }
});

it('runs small on the embedded model', async () => {
  const options = {
    names: ['ddim', 'dpmpp-2m', 'euler-ancestral'],
    steps: [2, 4],
    strengths: [0.5],
    reference: 12,
  } as const;
  const { png, rows } = await paintSheet(paint, options);
  expect(rows).toHaveLength(6);
  expect(rows.map(({ calls }) => calls)).toEqual([2, 4, 2, 4, 2, 4]);
  const { format, width } = await sharp(png).metadata();
  expect(format).toBe('png');
  expect(width).toBeGreaterThan(256);
  const curves = curvesOf(rows, ['ddim', 'dpmpp-2m'], 0.5);
  for (const { points } of curves) expect(points[1]!.error).toBeLessThan(points[0]!.error);
  expect(plotCurves(curves, 'test')).toMatch(/^<svg[\s\S]*dpmpp-2m[\s\S]*<\/svg>\n$/);
});
