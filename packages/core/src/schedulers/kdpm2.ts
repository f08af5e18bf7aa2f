import { noiseRatio } from '../noise/level.js';
import { midpointStep } from './midpoint.js';
import type { Scheduler } from './scheduler.js';

/**
 * KDPM2, "DPM2": DPM-Solver-2 in Karras units, a midpoint step whose middle is the geometric mean of the two σ (Karras
 * et al. 2022, arXiv:2206.00364, §3; Lu et al. 2022, arXiv:2206.00927, algorithm 1).
 *     next = latents/alpha_from + (σ_to − σ_from)·noise_via, in Karras units
 * Second order, two network calls a step (one in the last), no draw.
 */
export const kdpm2: Scheduler = {
  memory: 0,
  step: (input) => midpointStep(input, noiseRatio(input.to)),
};
