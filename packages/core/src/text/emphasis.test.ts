import { expect, it } from 'vitest';
import { applyWeights } from './emphasis.js';

const hidden = { data: Float32Array.of(1, 2, 3, 4), dims: [1, 2, 2] };
const empty = { data: Float32Array.of(1, 1, 1, 1), dims: [1, 2, 2] };

it('a1111 keeps the mean', () => {
  const { data } = applyWeights(hidden, [1, 2], 'a1111');
  // 1, 2, 6, 8 has the sum 17, the source 10.
  expect([...data]).toEqual([10 / 17, 20 / 17, 60 / 17, 80 / 17].map(Math.fround));
});

it('comfy moves away from the empty prompt', () => {
  expect([...applyWeights(hidden, [1, 2], 'comfy', empty).data]).toEqual([1, 2, 5, 7]);
  expect(applyWeights(hidden, [0, 0], 'comfy', empty).data).toEqual(empty.data);
});

it('changes nothing without weights, or when they are not wanted', () => {
  expect(applyWeights(hidden, [1, 1], 'a1111')).toBe(hidden);
  expect(applyWeights(hidden, [1, 2], 'none')).toBe(hidden);
});

it('stays finite where the mean cannot be restored', () => {
  expect([...applyWeights(hidden, [0, 0], 'a1111').data]).toEqual([0, 0, 0, 0]);
});
