import { ancestralSplit } from './ancestral.js';
import { midpointStep } from './midpoint.js';
import type { Scheduler } from './scheduler.js';

/**
 * KDPM2 ancestral, "DPM2 a": the midpoint step of KDPM2 down past the next level, then fresh noise up to it
 * (k-diffusion's sample_dpm_2_ancestral). The middle lies between σ_from and σ_down, which falls on σ_to itself. Two
 * network calls and one draw a step, the last step one call and no draw; first order as an SDE method.
 */
export const kdpm2Ancestral: Scheduler = {
  memory: 0,
  step: (input) => {
    const { down, up } = ancestralSplit(input.from, input.to);
    return midpointStep(input, down, () => [up, input.gaussian()]);
  },
};
