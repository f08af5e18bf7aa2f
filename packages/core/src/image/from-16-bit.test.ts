import { expect, it } from 'vitest';
import { from16Bit } from './from-16-bit.js';

it('divides by 257 and rounds', () => {
  for (let level = 0; level <= 255; level++) {
    const [below, exact, above] = [-128, 0, 128].map((off) => Math.min(65535, Math.max(0, level * 257 + off)));
    expect([...from16Bit(Uint16Array.of(below!, exact!, above!), 3)]).toEqual([level, level, level, 255]);
  }
});

it('spreads grey and keeps alpha', () => {
  expect([...from16Bit(Uint16Array.of(65535, 257), 1)]).toEqual([255, 255, 255, 255, 1, 1, 1, 255]);
  expect([...from16Bit(Uint16Array.of(514, 65535, 771, 0), 2)]).toEqual([2, 2, 2, 255, 3, 3, 3, 0]);
  expect([...from16Bit(Uint16Array.of(257, 514, 771, 1028), 4)]).toEqual([1, 2, 3, 4]);
});
