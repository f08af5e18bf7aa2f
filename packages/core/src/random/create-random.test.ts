import { expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors/index.js';
import { createRandom, randomSeed } from './create-random.js';

it('gives the same numbers for the same seed', () => {
  for (const generator of ['torch-cpu', 'torch-cuda'] as const) {
    const [a, b, c] = [7, 7, 8].map((seed) => createRandom(seed, { generator }).gaussian([1, 4, 8, 8]).data);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  }
});

it('is normal: mean 0, variance 1, kurtosis 3', () => {
  for (const generator of ['torch-cpu', 'torch-cuda'] as const) {
    const { data } = createRandom(11, { generator }).gaussian([100_000]);
    const moment = (power: number) => data.reduce((sum, value) => sum + value ** power, 0) / data.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.015);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
  }
});

it.each([-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, '1', null, 1n])('refuses seed %s', (seed) => {
  expect(() => createRandom(seed as number)).toThrow(InvalidArgumentError);
});

it('takes both ends of the range', () => {
  expect(createRandom(0).seed).toBe(0);
  expect(createRandom(Number.MAX_SAFE_INTEGER).seed).toBe(2 ** 53 - 1);
});

it('refuses unknown generators and shapes that are none', () => {
  expect(() => createRandom(1, { generator: 'dice' as 'torch-cpu' })).toThrow(InvalidArgumentError);
  for (const dims of [[-1], [1.5], [Number.NaN], 4, undefined]) {
    expect(() => createRandom(1).gaussian(dims as number[])).toThrow(InvalidArgumentError);
  }
});

it('draws nothing for an empty shape', () => {
  const random = createRandom(5);
  expect(random.randn([0, 4]).data.length).toBe(0);
  expect(random.randn([20])).toEqual(createRandom(5).randn([20]));
});

it('makes seeds that createRandom takes', () => {
  const seeds = Array.from({ length: 20 }, randomSeed);
  for (const seed of seeds) expect(createRandom(seed).seed).toBe(seed);
  expect(new Set(seeds).size).toBeGreaterThan(15);
});
