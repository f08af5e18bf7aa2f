import type { SpeedOptions } from '../speed/speed-options.js';

/** What a recorded case leaves out, in its own words: DeepCache's branch, diffusers' threshold. */
export interface RecordedSpeed {
  readonly firstBlockCache?: { readonly threshold: number; readonly fullSteps: readonly number[] };
  readonly reuse?: { readonly every: number; readonly branch: number; readonly fullSteps: readonly number[] };
}

/** The options of a case that leaves something out. */
export function speedOfCase({ reuse, firstBlockCache }: RecordedSpeed): SpeedOptions | undefined {
  if (firstBlockCache) return { reuse: { threshold: firstBlockCache.threshold } };
  return reuse && { reuse: { every: reuse.every, depth: depthOf(reuse.branch) } };
}

/**
 * DeepCache's branch, always three a block, as a skip connection of a UNet with two a block, which the tiny ones are: both of the
 * later layers keep the whole input of the block.
 */
const depthOf = (branch: number) => 2 * Math.floor(branch / 3) + Math.min(branch % 3, 1);
