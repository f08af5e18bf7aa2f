import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors/index.js';
import { type FitOptions, planFit } from './plan-fit.js';

const plan = (width: number, height: number, options: Partial<FitOptions> = {}) =>
  planFit({ source: { width, height }, nativeSize: 512, multiple: 64, ...options });

describe('default size', () => {
  it.each([
    [
      [512, 512],
      [512, 512],
      [512, 512],
    ],
    [
      [4000, 4000],
      [512, 512],
      [512, 512],
    ],
    [
      [4000, 3000],
      [576, 432],
      [576, 448],
    ],
    [
      [3000, 4000],
      [432, 576],
      [448, 576],
    ],
    [
      [6000, 4000],
      [640, 426],
      [640, 448],
    ],
    [
      [768, 512],
      [640, 426],
      [640, 448],
    ],
    [
      [1920, 1080],
      [682, 384],
      [704, 384],
    ],
    [
      [640, 448],
      [640, 448],
      [640, 448],
    ],
    [
      [33, 33],
      [512, 512],
      [512, 512],
    ],
  ])('of %j is %j on a grid of %j', ([w, h], [outputW, outputH], [networkW, networkH]) => {
    const { output, network } = plan(w!, h!);
    expect(output).toEqual({ width: outputW, height: outputH });
    expect(network).toEqual({ width: networkW, height: networkH });
  });

  it('has the aspect ratio of the source and about the native area', () => {
    for (const nativeSize of [256, 512, 768, 1024]) {
      for (let degrees = 8; degrees <= 82; degrees += 0.7) {
        const source = {
          width: Math.round(3000 * Math.cos((degrees * Math.PI) / 180)),
          height: Math.round(3000 * Math.sin((degrees * Math.PI) / 180)),
        };
        const { output, network, crop } = planFit({ source, nativeSize, multiple: 64 });
        expect(Math.abs((output.width * output.height) / nativeSize ** 2 - 1)).toBeLessThan(0.12);
        // An even side is at most one pixel off.
        const exact = Math.min(output.width, output.height);
        expect((crop.width * crop.height) / (source.width * source.height)).toBeGreaterThan(1 - 2.5 / exact);
        expect([network.width % 64, network.height % 64]).toEqual([0, 0]);
      }
    }
  });

  it('stays near the native area for extreme shapes, none below 16 px', () => {
    for (const [width, height] of [
      [1, 5000],
      [5000, 1],
      [1, 1],
      [20000, 16],
      [1, 100],
      [300, 2],
    ] as const) {
      const { output, network } = plan(width, height);
      expect(Math.min(output.width, output.height)).toBeGreaterThanOrEqual(16);
      expect(network.width * network.height).toBeLessThanOrEqual(512 * 512 * 1.25);
    }
    expect(plan(1, 5000).output).toEqual({ width: 16, height: 4096 });
  });
});

describe('asked size', () => {
  it('is met exactly', () => {
    for (const size of [
      { width: 511, height: 333 },
      { width: 16, height: 16 },
      { width: 1000, height: 100 },
    ]) {
      for (const fit of ['cover', 'contain', 'stretch'] as const)
        expect(plan(300, 200, { size, fit }).output).toEqual(size);
    }
  });

  it('as a number is the longer side', () => {
    expect(plan(300, 200, { size: 768 }).output).toEqual({ width: 768, height: 512 });
    expect(plan(200, 300, { size: 601 }).output).toEqual({ width: 401, height: 601 });
    expect(plan(1, 5000, { size: 600 }).output).toEqual({ width: 16, height: 600 });
  });

  it('leaves a source of that size alone', () => {
    const { placed, crop, offset } = plan(301, 203, { size: { width: 301, height: 203 } });
    expect(placed).toEqual({ x: 0, y: 0, width: 301, height: 203 });
    expect(crop).toEqual({ x: 0, y: 0, width: 301, height: 203 });
    expect(offset).toEqual({ x: 8, y: 24 });
  });

  it.each([
    0,
    15,
    -1,
    100.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    20000,
    '512',
    null,
    true,
    [512, 512],
    {},
    { width: 512 },
  ])('%j is refused', (size) => {
    expect(() => plan(300, 200, { size: size as number })).toThrow(InvalidArgumentError);
  });
});

it('cuts in the middle to cover, keeps all to contain', () => {
  const size = { width: 100, height: 100 };
  expect(plan(400, 200, { size }).crop).toEqual({ x: 100, y: 0, width: 200, height: 200 });
  expect(plan(400, 200, { size, fit: 'contain' })).toMatchObject({
    placed: { x: 0, y: 25, width: 100, height: 50 },
    crop: { x: 0, y: 0, width: 400, height: 200 },
  });
  expect(plan(400, 200, { size, fit: 'stretch' }).placed).toEqual({ x: 0, y: 0, width: 100, height: 100 });
});

it('refuses an unknown fit', () => {
  expect(() => plan(4, 4, { fit: 'fill' as 'cover' })).toThrow(InvalidArgumentError);
});

it('is plain JSON', () => {
  const fit = plan(640, 427);
  expect(JSON.parse(JSON.stringify(fit))).toEqual(fit);
});
