import { expect, it } from 'vitest';
import { fullCalls } from './full-calls.js';

it('takes every n-th call', () => {
  expect([...fullCalls(9, { every: 2, depth: 0 })]).toEqual([0, 2, 4, 6, 8]);
  expect([...fullCalls(9, { every: 1, depth: 0, centre: 0.5 })]).toHaveLength(9);
  expect([...fullCalls(2, { every: 5, depth: 0 })]).toEqual([0]);
});

// `sample_from_quad_center` of DeepCache 0.1.1 with numpy: total, every, centre, power, and the calls that it gives.
it.each([
  [50, 5, 0.3, 1.4, [0, 5, 9, 13, 17, 21, 26, 31, 37, 43]],
  [50, 10, 0.2, 1.2, [0, 9, 16, 26, 38]],
  [50, 2, 0.4, 1.2, [0, 3, 5, 7, 9, 11, 13, 14, 16, 18, 20, 21, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 43, 45, 47]],
  [30, 3, 0.5, 1.6, [0, 4, 7, 10, 13, 15, 17, 20, 23, 26]],
  [20, 4, 0.3, 1.2, [0, 4, 7, 11, 15]],
  [12, 3, 0.5, 1.2, [0, 4, 6, 8]],
  [12, 2, 0.25, 1.8, [0, 2, 3, 4, 6, 9]],
  [9, 2, 0.34, 1.2, [0, 2, 3, 5, 6]],
  [28, 7, 0.1, 2, [0, 2, 7, 16]],
  [100, 5, 0.4, 1.3, [0, 6, 11, 16, 20, 25, 30, 34, 39, 42, 46, 51, 56, 61, 66, 71, 76, 82, 88, 94]],
  [20, 3, 0, 1.4, [0, 1, 3, 6, 9, 12, 16]],
] as [number, number, number, number, number[]][])(
  'lies densest around a call as the published program has it: %i, %i, %f, %f',
  (total, every, centre, power, calls) => {
    expect([...fullCalls(total, { every, depth: 0, centre, power })]).toEqual(calls);
  },
);
