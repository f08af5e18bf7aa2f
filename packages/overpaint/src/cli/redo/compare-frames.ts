import type { FrameSource, NodeImageInput, Size } from '../../index.js';
import { comparePixels, joinDifferences, type PixelDifference } from '../compare-pixels.js';
import { decodeWhole } from './painted-file.js';

/** How two animations differ, frame by frame. */
export interface ComparedFrames {
  /** How many frames each has. */
  readonly counts: readonly [before: number, again: number];
  /** The frames whose pixels differ, from 1. */
  readonly other: readonly { readonly frame: number; readonly difference: PixelDifference }[];
  /** Of all frames that both have; nothing where their sizes differ. */
  readonly difference: PixelDifference | undefined;
  readonly sizes: readonly [before: Size, again: Size];
  /** Milliseconds of each frame. */
  readonly delays: readonly [before: readonly number[], again: readonly number[]];
}

type Frames = FrameSource<NodeImageInput>;

/** Goes through two animations side by side; no more than one frame of each is kept. */
export async function compareFrames(before: Frames, again: Frames): Promise<ComparedFrames> {
  const [one, two] = [before.read(0)[Symbol.asyncIterator](), again.read(0)[Symbol.asyncIterator]()];
  const delays: [number[], number[]] = [[], []];
  const pairs: { frame: number; difference: PixelDifference; size: Size }[] = [];
  let sizes: [Size, Size] | undefined;
  for (;;) {
    const [first, second] = [await one.next(), await two.next()];
    if (!first.done) delays[0].push(first.value.delay);
    if (!second.done) delays[1].push(second.value.delay);
    if (first.done && second.done) break;
    if (first.done || second.done || (sizes && pairs.length === 0)) continue;
    const [left, right] = [await decodeWhole(first.value.image), await decodeWhole(second.value.image)];
    const difference = comparePixels(left, right);
    sizes ??= [left, right].map(({ width, height }) => ({ width, height })) as [Size, Size];
    if (difference)
      pairs.push({ frame: pairs.length + 1, difference, size: { width: left.width, height: left.height } });
  }
  return {
    counts: [delays[0].length, delays[1].length],
    other: pairs
      .filter(({ difference }) => difference.largest > 0)
      .map(({ frame, difference }) => ({ frame, difference })),
    difference: pairs.length > 0 ? joinDifferences(pairs) : undefined,
    sizes: sizes!,
    delays,
  };
}
