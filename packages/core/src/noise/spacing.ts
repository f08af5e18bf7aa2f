import { roundHalfEven } from './round.js';

/** What a scheduler_config.json says of the timesteps (Lin et al. 2023, arXiv:2305.08891, table 2). */
export interface TimestepSpacing {
  readonly timestep_spacing: string;
  readonly steps_offset: number;
  readonly num_train_timesteps: number;
}

export interface SpacingOptions {
  /** Length of the whole schedule. */
  readonly steps: number;
  /** `exact` mode: the schedule starts at this timestep, and nothing is rounded. */
  readonly top: number | undefined;
  /** Timesteps of the table that may be used, usually all of them. */
  readonly length?: number;
  /** The solvers of DPM-Solver's kin put one more point on the table, the end, and leave it out. */
  readonly beyond?: boolean;
  /** Whole timesteps: `linspace` is rounded. (`trailing` always is, `leading` has whole strides.) */
  readonly whole?: boolean;
}

/**
 * The timesteps of a schedule, falling.
 *
 * - `leading`: strides of ⌊T / steps⌋ counted from 0, plus the offset. Never reaches the noisiest level.
 * - `linspace`: even from T − 1 to 0.
 * - `trailing`: strides of T / steps counted down from T − 1.
 *
 * Two deviations from diffusers, both where it repeats timesteps or leaves the table: timesteps denser than the table
 * are not rounded to it, and the offset is reduced so that the first timestep exists.
 */
export function spacedTimesteps(
  { timestep_spacing: spacing, steps_offset, num_train_timesteps }: TimestepSpacing,
  { steps, top, length = num_train_timesteps, beyond = false, whole = false }: SpacingOptions,
): number[] {
  const each = (timestepAt: (position: number) => number) => Array.from({ length: steps }, (_, i) => timestepAt(i));
  const strides = beyond ? steps : steps - 1;
  if (top !== undefined) {
    // Even steps, ending where the spacing ends: at the last timestep, or a step above it.
    const first = Math.min(top, length - 1);
    const last = spacing === 'leading' ? Math.min(steps_offset, first / 2) : 0;
    const even = spacing === 'trailing' ? steps : strides;
    return each((position) => (even === 0 ? first : last + (first - last) * (1 - position / even)));
  }
  if (spacing === 'trailing') {
    // The stride as numpy's arange has it after rounding; halves are decided by its last bit.
    const stride = length - (length - num_train_timesteps / steps);
    return each((position) => roundHalfEven(length - position * stride) - 1);
  }
  // Counted from the clean end, as the reference does: the products round the same way.
  if (spacing === 'leading') {
    const stride = wholeStride(length, strides + 1);
    const offset = Math.min(steps_offset, Math.max(length - 1 - strides * stride, 0));
    return each((position) => (strides - position) * stride + offset);
  }
  const stride = strides > 0 ? (length - 1) / strides : 0;
  const rounded = whole && stride >= 1 ? roundHalfEven : (timestep: number) => timestep; // denser than the table: not at all
  return each((position) => rounded((strides - position) * stride));
}

/** ⌊length / steps⌋, or the fraction where that would be 0. */
export function wholeStride(length: number, steps: number): number {
  const stride = length / steps;
  return stride < 1 ? stride : Math.floor(stride);
}
