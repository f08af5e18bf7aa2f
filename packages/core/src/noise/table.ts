import { alphaBars, type BetaOptions } from './betas.js';
import { alphaBarLevel, type NoiseLevel } from './level.js';

/** A diffusion model's training table: one noise level for each training timestep, and what lies between them. */
export interface NoiseTable {
  /** How many training timesteps there are. */
  readonly length: number;
  /**
   * The level at a timestep; between two of them alpha is interpolated. Timesteps outside the table count as its ends.
   */
  levelAt(timestep: number): NoiseLevel;
  /**
   * The Karras σ at a timestep, interpolated linearly in σ (as Karras et al. 2022, arXiv:2206.00364, and its
   * followers).
   */
  sigmaAt(timestep: number): number;
  /** The timestep of a Karras σ, interpolated linearly in ln σ; within the table. */
  timestepAt(sigma: number): number;
}

/**
 * The table of a scheduler_config.json.
 *
 * `terminalSignal` is what replaces a last ᾱ of 0 (zero terminal SNR), whose Karras σ would be infinite: 2⁻²⁴, so σ ≈
 * 4096, for schedulers that work on σ; schedulers that work on ᾱ keep the 0.
 */
export function noiseTable(options: BetaOptions, terminalSignal = 0): NoiseTable {
  const bars = alphaBars(options);
  const length = bars.length;
  if (bars[length - 1] === 0) bars[length - 1] = terminalSignal;
  const sigmas = bars.map((bar) => Math.sqrt(Math.fround(Math.fround(1 - bar) / bar)));
  const logs = sigmas.map(Math.log);
  return {
    length,
    levelAt(timestep) {
      const whole = Math.min(Math.max(timestep, 0), length - 1);
      const low = Math.floor(whole);
      if (low === whole) return alphaBarLevel(bars[low]!, timestep);
      const part = whole - low;
      const alpha = (1 - part) * Math.sqrt(bars[low]!) + part * Math.sqrt(bars[low + 1]!);
      return { alpha, sigma: Math.sqrt(1 - alpha * alpha), timestep };
    },
    sigmaAt(timestep) {
      const whole = Math.min(Math.max(timestep, 0), length - 1);
      const low = Math.min(Math.floor(whole), length - 2);
      return low < 0 ? sigmas[0]! : sigmas[low]! + (whole - low) * (sigmas[low + 1]! - sigmas[low]!);
    },
    timestepAt(sigma) {
      if (length === 1) return 0;
      const log = Math.log(Math.max(sigma, 1e-10));
      const above = logs.findIndex((known) => known > log);
      const low = above < 0 ? length - 2 : Math.max(above - 1, 0);
      const part = (log - logs[low]!) / (logs[low + 1]! - logs[low]!);
      return low + Math.min(Math.max(part, 0), 1);
    },
  };
}
