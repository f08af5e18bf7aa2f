import type { NoiseLevel } from '../noise/level.js';
import type { SigmaSpacing } from '../noise/sigma-spacing.js';
import type { SpacingOptions } from '../noise/spacing.js';
import type { ClassName } from './classes.js';
import type { Settings } from './config.js';

/** One step of a schedule: from where to where, and the level between that some methods look at. */
export interface Transition {
  readonly from: NoiseLevel;
  /** Where the step ends. Often the next step's `from`; some classes round the two differently, and keep to it. */
  readonly to: NoiseLevel;
  readonly via?: NoiseLevel;
  /** Where noise is added to start a run here, if that is not `from` (SA-Solver). */
  readonly start?: NoiseLevel;
  /** What the network is told, call by call. */
  readonly timesteps: readonly number[];
}

/** What a schedule is made of. */
export interface CourseRequest {
  readonly className: ClassName;
  readonly settings: Settings;
  /** Length of the whole schedule; with a fraction in `exact` mode. */
  readonly steps: number;
  /** The positions on it that are wanted, 0 being the noisiest and steps − 1 the last. */
  readonly positions: readonly number[];
  /** Nothing is rounded to whole timesteps. */
  readonly continuous: boolean;
  readonly spacing: SigmaSpacing;
  /** The caller's own values, position by position; `sigmas` of diffusion schedules end with the level to end at. */
  readonly given: { readonly timesteps?: readonly number[]; readonly sigmas?: readonly number[] };
  readonly mu: number | undefined;
  readonly eta: number;
}

/** A list of values as a curve: at whole positions its entries, between them on straight lines. */
export function along(values: readonly number[], position: number): number {
  const low = Math.min(Math.max(Math.floor(position), 0), values.length - 1);
  const high = Math.min(low + 1, values.length - 1);
  return values[low]! + (position - low) * (values[high]! - values[low]!);
}

/** The spacing options that a config sets. */
export function spacingOf(
  { settings, steps, continuous }: CourseRequest,
  rest: Pick<SpacingOptions, 'beyond' | 'whole'> & { length?: number; spacing?: string },
): SpacingOptions {
  return {
    spacing: settings.timestep_spacing,
    length: settings.num_train_timesteps,
    trainingSteps: settings.num_train_timesteps,
    steps,
    offset: settings.steps_offset,
    continuous,
    ...rest,
  };
}
