import type { Image, Size } from '../index.js';

/** How far two pictures are apart. */
export interface PixelDifference {
  /** Largest and mean difference of the channels' values, of 255. */
  readonly largest: number;
  readonly mean: number;
  /** Share of the pixels that differ, 0–1. */
  readonly share: number;
}

/** The differences of several pairs of pictures as one. */
export function joinDifferences(
  parts: readonly { readonly difference: PixelDifference; readonly size: Size }[],
): PixelDifference {
  const pixels = ({ width, height }: Size) => width * height;
  const all = parts.reduce((sum, { size }) => sum + pixels(size), 0);
  const weighted = (of: (difference: PixelDifference) => number) =>
    parts.reduce((sum, { difference, size }) => sum + of(difference) * pixels(size), 0) / all;
  return {
    largest: Math.max(...parts.map(({ difference }) => difference.largest)),
    mean: weighted(({ mean }) => mean),
    share: weighted(({ share }) => share),
  };
}

/** The difference of two pictures; nothing where they have not the same size. */
export function comparePixels(one: Image, other: Image): PixelDifference | undefined {
  if (one.width !== other.width || one.height !== other.height) return undefined;
  let largest = 0;
  let sum = 0;
  let pixels = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    let here = 0;
    for (let channel = at; channel < at + 4; channel++) {
      const difference = Math.abs(one.data[channel]! - other.data[channel]!);
      sum += difference;
      here = Math.max(here, difference);
    }
    largest = Math.max(largest, here);
    pixels += +(here > 0);
  }
  const count = one.width * one.height;
  return { largest, mean: sum / (4 * count), share: pixels / count };
}
