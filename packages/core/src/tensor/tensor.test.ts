import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors/index.js';
import { fromFloat16, fromHalf, toFloat16, toHalf } from './float16.js';
import { linearCombination } from './linear-combination.js';
import { repeatBeside, slice, stack, unstack } from './shape.js';
import { tensor } from './tensor.js';

describe('float16', () => {
  it('round-trips every half that is a number', () => {
    for (let half = 0; half < 65536; half++) {
      const value = fromHalf(half);
      if (!Number.isNaN(value)) expect(toHalf(value)).toBe(half);
    }
    expect(fromHalf(toHalf(Number.NaN))).toBeNaN();
  });
  it('rounds to nearest, ties to even', () => {
    expect(fromHalf(toHalf(2049))).toBe(2048);
    expect(fromHalf(toHalf(2051))).toBe(2052);
    expect(fromHalf(toHalf(65519))).toBe(65504);
    expect(fromHalf(toHalf(65520))).toBe(Number.POSITIVE_INFINITY);
    expect(fromHalf(toHalf(2 ** -25))).toBe(0);
    expect(fromHalf(toHalf(1.5 * 2 ** -24))).toBe(2 ** -23);
    expect(fromHalf(toHalf(-0.1))).toBeCloseTo(-0.1, 4);
  });
  it('converts arrays', () => {
    const values = Float32Array.of(0, 1, -2.5, 1e-7, 70000);
    expect([...fromFloat16(toFloat16(values))]).toEqual([0, 1, -2.5, fromHalf(toHalf(1e-7)), Number.POSITIVE_INFINITY]);
  });
});

describe('linearCombination', () => {
  it.each([1, 2, 3, 4, 5, 6])('adds up %i terms in double', (count) => {
    const terms = Array.from(
      { length: count },
      (_, index) => [index + 0.1, tensor([2, 2], Float32Array.of(1, 2, 3, index))] as const,
    );
    const sum = (at: number) => terms.reduce((total, [factor, { data }]) => total + factor * data[at]!, 0);
    const out = linearCombination(...(terms as unknown as [(typeof terms)[0]]));
    expect(out.dims).toEqual([2, 2]);
    for (const at of [0, 1, 2, 3]) expect(out.data[at]).toBe(Math.fround(sum(at)));
  });
  it('refuses other shapes', () => {
    expect(() => linearCombination([1, tensor([2])], [1, tensor([3])])).toThrow(InvalidArgumentError);
  });
});

describe('shapes', () => {
  const a = tensor([1, 2, 2], Float32Array.of(1, 2, 3, 4));
  const b = tensor([1, 2, 2], Float32Array.of(5, 6, 7, 8));
  it('stacks and unstacks', () => {
    const both = stack([a, b]);
    expect(both.dims).toEqual([2, 2, 2]);
    expect(unstack(both)).toEqual([a, b]);
    expect(stack([a])).toBe(a);
  });
  it('repeats latents beside their companions and slices the second dimension', () => {
    const joined = repeatBeside(a, [[b], [a]]);
    expect(joined.dims).toEqual([2, 4, 2]);
    const [first, second] = unstack(joined) as [typeof a, typeof a];
    expect([slice(first, 0, 2), slice(first, 2, 4)]).toEqual([a, b]);
    expect([slice(second, 0, 2), slice(second, 2, 4)]).toEqual([a, a]);
  });
  it('only repeats where there is no companion', () => {
    expect(repeatBeside(a, [[]])).toBe(a);
    expect(repeatBeside(a, [[], []])).toEqual(stack([a, a]));
  });
  it('refuses data of another length', () => {
    expect(() => tensor([2, 2], new Float32Array(3))).toThrow(InvalidArgumentError);
  });
});
