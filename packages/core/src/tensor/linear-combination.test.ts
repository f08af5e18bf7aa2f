import { expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors/index.js';
import { linearCombination, type Term } from './linear-combination.js';
import { tensor } from './tensor.js';

it.each([1, 2, 3, 4, 5, 6, 7, 9])('adds %i terms, each result rounded once', (count) => {
  const terms = Array.from({ length: count }, (_, k): Term => {
    const data = Float32Array.from({ length: 33 }, (_, i) => Math.sin(i * (k + 1)) * 10 ** (k % 3));
    return [0.1 + k * 1.3, tensor([1, 33], data)];
  });
  const { data, dims } = linearCombination(...(terms as [Term, ...Term[]]));
  expect(dims).toEqual([1, 33]);
  for (const [i, value] of data.entries()) {
    expect(value).toBe(Math.fround(terms.reduce((sum, [factor, { data }]) => sum + factor * data[i]!, 0)));
  }
});

it.each([
  ['one short of a block', 4095],
  ['a block', 4096],
  ['more than one', 8193],
])('adds up %s of numbers, of many terms and of few after them', (_, length) => {
  const termOf = (k: number): Term => [
    0.3 - k,
    tensor(
      [length],
      new Float32Array(length).map((_, i) => Math.sin(i + k)),
    ),
  ];
  for (const count of [20, 2]) {
    const terms = Array.from({ length: count }, (_, k) => termOf(k));
    const { data } = linearCombination(...(terms as [Term, ...Term[]]));
    const byHand = data.map((_, i) => terms.reduce((sum, [factor, { data }]) => sum + factor * data[i]!, 0));
    expect(data).toEqual(byHand);
  }
});

it('leaves infinity, NaN and −0 what they are', () => {
  const values = tensor([5], Float32Array.of(Number.POSITIVE_INFINITY, Number.NaN, -0, 0, 3.4e38));
  expect([...linearCombination([10, values]).data]).toEqual([
    Number.POSITIVE_INFINITY,
    Number.NaN,
    -0,
    0,
    Number.POSITIVE_INFINITY,
  ]);
});

it('refuses tensors of different sizes', () => {
  expect(() => linearCombination([1, tensor([2])], [1, tensor([3])])).toThrow(InvalidArgumentError);
});
