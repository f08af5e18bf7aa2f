import { expect } from 'vitest';

/**
 * Tries an edit on as many damaged copies of a graph, every other one cut off, bytes overwritten in more and more places: nothing
 * but a RangeError may come of one.
 */
export function expectOnlyRangeErrors(graph: Uint8Array, copies: number, edit: (broken: Uint8Array) => unknown): void {
  for (let seed = 1; seed <= copies; seed++) {
    const length = seed % 2 ? graph.length : Math.floor((graph.length * seed) / copies);
    const broken = Uint8Array.from(graph.subarray(0, length));
    for (let k = 0; k < seed; k++) broken[(seed * 7919 + k * 104_729) % broken.length] = (seed * 31 + k * 17) & 255;
    try {
      edit(broken);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
  }
}
