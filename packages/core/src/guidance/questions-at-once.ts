import type { Size } from '../image/index.js';

/** Cells of latents from which on nothing is gained by more than one question at a time on a processor (bench/guidance). */
const manyCells = 64 * 64;

interface AskedNetwork {
  /** Questions that its graph takes in one run; Infinity where its batch is free. */
  readonly batch: number;
  /** What it sees, and pixels along a side of its latents' cells. */
  readonly network: Size;
  readonly downscale: number;
  /** Whether it computes on a processor, not on a GPU that is faster with more at once. */
  readonly onProcessor: boolean;
  /** Whether it was opened for certain sizes alone: fewer would be filled up to as many. */
  readonly fixed: boolean;
  /** Whether what is left out is decided for all questions together, as diffusers' first-block cache does. */
  readonly together: boolean;
}

/**
 * How many questions of guidance the denoiser is asked in one run. A processor takes as long for one question after the other as
 * for both at once, in half the memory.
 */
export function questionsAtOnce({ batch, network, downscale, onProcessor, fixed, together }: AskedNetwork): number {
  const cells = (network.width * network.height) / downscale ** 2;
  const apart = onProcessor && !fixed && !together && batch === Number.POSITIVE_INFINITY && cells >= manyCells;
  return apart ? 1 : batch;
}
