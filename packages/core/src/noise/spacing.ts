import { InvalidArgumentError } from '../errors/index.js';
import { roundHalfEven } from './round.js';

/** How a schedule's timesteps lie on the training table (Lin et al. 2023, arXiv:2305.08891, table 2). */
const timestepSpacings = ['leading', 'linspace', 'trailing'] as const;

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
  /** `exact` mode: the schedule starts at this timestep, and nothing is rounded. */
  readonly top: number | undefined;
}

/**
 * The timestep at a position of the schedule, 0 … steps − 1, falling.
 *
 * - `leading`: strides of ⌊T / steps⌋ counted from 0, plus `offset`. Never reaches the noisiest level.
 * - `linspace`: even from T − 1 to 0.
 * - `trailing`: strides of T / steps counted down from T − 1.
 *
 * Two deviations from diffusers, both where it repeats timesteps or leaves the table: timesteps denser than the table
 * are not rounded to it, and `offset` is reduced so that the first timestep exists.
 */
export function timestepAtPosition(options: SpacingOptions): (position: number) => number {
  const { spacing, length, trainingSteps, steps, beyond, whole, top } = options;
  if (!timestepSpacings.some((known) => known === spacing)) {
    throw new InvalidArgumentError('config.timestep_spacing', `one of ${timestepSpacings.join(', ')}`, spacing);
  }
  if (top !== undefined) return evenly(options, Math.min(top, length - 1));
  const points = beyond ? steps + 1 : steps;
  if (spacing === 'linspace') {
    const stride = points > 1 ? (length - 1) / (points - 1) : 0;
    // Counted from the clean end, as the reference does: the products round the same way. Denser than the table, not at
    // all.
    const rounded = whole && stride >= 1;
    return (position) => (rounded ? roundHalfEven((points - 1 - position) * stride) : (points - 1 - position) * stride);
  }
  if (spacing === 'leading') {
    const exact = length / points;
    const stride = exact < 1 ? exact : Math.floor(exact);
    const offset = Math.min(options.offset, Math.max(length - 1 - (points - 1) * stride, 0));
    return (position) => (points - 1 - position) * stride + offset;
  }
  // The stride as numpy's arange has it after rounding; halves are decided by its last bit.
  const stride = length - (length - trainingSteps / steps);
  return (position) => roundHalfEven(length - position * stride) - 1;
}

/** Even steps from `top` down, ending where the spacing ends: at the last timestep, or a step above it. */
function evenly({ spacing, steps, offset, beyond }: SpacingOptions, top: number): (position: number) => number {
  const floor = spacing === 'leading' ? Math.min(offset, top / 2) : 0;
  const strides = beyond || spacing === 'trailing' ? steps : steps - 1;
  return (position) => (strides === 0 ? top : floor + (top - floor) * (1 - position / strides));
}
