import { InvalidArgumentError } from '../errors/index.js';
import { roundHalfEven } from './round.js';

/** How a schedule's timesteps lie on the training table (Lin et al. 2023, arXiv:2305.08891, table 2). */
export const timestepSpacings = ['leading', 'linspace', 'trailing'] as const;

export interface SpacingOptions {
  readonly spacing: string;
  /** Timesteps of the table that may be used, usually all of them. */
  readonly length: number;
  /** Timesteps of training, which set the stride of `trailing`. */
  readonly trainingSteps: number;
  /** Length of the whole schedule; with a fraction in `exact` mode. */
  readonly steps: number;
  readonly offset: number;
  /** The solvers of DPM-Solver's kin put one more point on the table, the end, and leave it out. */
  readonly beyond: boolean;
  /** Whole timesteps: `linspace` is rounded. (`trailing` always is, `leading` has whole strides.) */
  readonly whole: boolean;
  /** No rounding at all: the schedule is a continuous curve, sampled at any position. */
  readonly continuous: boolean;
}

/**
 * The timestep at a position of the schedule, 0 … steps − 1, falling.
 *
 * - `leading`: strides of ⌊T / steps⌋ counted from 0, plus `offset`. Never reaches the noisiest level.
 * - `linspace`: even from T − 1 to 0.
 * - `trailing`: strides of T / steps counted down from T − 1.
 *
 * Two deviations from diffusers, both where it repeats timesteps or leaves the table: a stride is never below what fits the
 * table (1000 steps of 1000 with one point more), and `offset` is reduced so that the first timestep exists.
 */
export function timestepAtPosition(options: SpacingOptions): (position: number) => number {
  const { spacing, length, trainingSteps, steps, beyond, whole, continuous } = options;
  const points = beyond ? steps + 1 : steps;
  const round = (value: number) => (continuous ? value : roundHalfEven(value));
  if (spacing === 'linspace') {
    const stride = points > 1 ? (length - 1) / (points - 1) : 0;
    // Counted from the clean end, as the reference does: the products round the same way. Denser than the table, not at all.
    const rounded = whole && stride >= 1;
    return (position) => (rounded ? round((points - 1 - position) * stride) : (points - 1 - position) * stride);
  }
  if (spacing === 'leading') {
    const exact = length / points;
    const stride = continuous || exact < 1 ? exact : Math.floor(exact);
    const offset = Math.min(options.offset, Math.max(length - 1 - (points - 1) * stride, 0));
    return (position) => (points - 1 - position) * stride + offset;
  }
  if (spacing === 'trailing') {
    // The stride as numpy's arange has it after rounding; halves are decided by its last bit.
    const stride = length - (length - trainingSteps / steps);
    // Denser than the table: up to its last timestep, never beyond.
    if (steps > trainingSteps) return (position) => (length - 1) * (1 - position / steps);
    return (position) => round(length - position * stride) - 1;
  }
  throw new InvalidArgumentError('config.timestep_spacing', `one of ${timestepSpacings.join(', ')}`, spacing);
}
