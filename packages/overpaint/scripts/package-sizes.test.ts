import { expect, it } from 'vitest';
// @ts-expect-error a plain script
import { sizeTable, wrongSizes } from './package-sizes.mjs';

const packed = [
  { name: 'overpaint', bytes: 2_800_000, files: 49 },
  { name: '@overpaint/node', bytes: 230_000, files: 8 },
];
const table = sizeTable(packed);

it('knows what its own table says', () => {
  expect(wrongSizes(packed, table)).toEqual([]);
});

it.each([
  ['heavier', { ...packed[0], bytes: 3_200_000 }, 'overpaint weighs 3.2 MB, the table says 2.8'],
  ['lighter', { ...packed[1], bytes: 150_000 }, '@overpaint/node weighs 0.15 MB, the table says 0.23'],
  ['new', { name: '@overpaint/new', bytes: 1000, files: 1 }, '@overpaint/new is not in the table'],
])('finds one that is %s', (_, each, line) => {
  expect(wrongSizes([each], table)).toEqual([line]);
});
