import { expect, it } from 'vitest';
import { resultName } from './result-name.js';

it('leaves names that fit', () => {
  expect(resultName('photo', '-overpaint.png')).toBe('photo-overpaint.png');
  const exact = 'x'.repeat(255 - '-overpaint.png'.length);
  expect(resultName(exact, '-overpaint.png')).toBe(`${exact}-overpaint.png`);
});

it.each([
  ['one byte', 'x', 1],
  ['two bytes', 'é', 2],
  ['an accent of its own', 'e\u0301', 3],
  ['three bytes', '猫', 3],
  ['four bytes', '🎨', 4],
  ['a family of several', '👨‍👩‍👧', 18],
  ['a flag', '🇨🇭', 8],
])('cuts letters of %s between them', (_, letter, bytes) => {
  const tail = '-overpaint-12.png';
  for (const limit of [255, 143]) {
    const name = resultName(letter.repeat(300), tail, limit);
    expect(name).toBe(`${letter.repeat(Math.floor((limit - tail.length) / bytes))}${tail}`);
  }
});

it('leaves no blank before the tail', () => {
  expect(resultName(`${'x'.repeat(231)} ${'y'.repeat(30)}`, '-overpaint-12345678.png')).toBe(
    `${'x'.repeat(231)}-overpaint-12345678.png`,
  );
});
