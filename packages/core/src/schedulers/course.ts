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
  /** Length of the whole schedule; in `exact` mode the steps that are run. */
  readonly steps: number;
  /** `exact` mode: the share of the training table below the level to start at. Nothing is rounded then. */
  readonly share: number | undefined;
  readonly spacing: SigmaSpacing;
  /** The caller's own values, step by step; `sigmas` of diffusion schedules have one more, the level to end at. */
  readonly given: { readonly timesteps?: readonly number[]; readonly sigmas?: readonly number[] };
  readonly mu: number | undefined;
  readonly eta: number;
}

/** Calls `make` for each step of a schedule. */
export function perStep<T>(steps: number, make: (position: number) => T): T[] {
  return Array.from({ length: steps }, (_, position) => make(position));
}

/** The part of a ramp from the first step, 0, to the last, 1. */
export function rampAt(position: number, steps: number): number {
  return steps > 1 ? position / (steps - 1) : 0;
}

/** The timestep that a share of the training table ends at. */
export function topOf({ share, settings }: CourseRequest): number | undefined {
  return share === undefined ? undefined : share * (settings.num_train_timesteps - 1);
}

/** The spacing options that a config sets. */
export function spacingOf(
  request: CourseRequest,
  rest: Pick<SpacingOptions, 'beyond' | 'whole'> & { length?: number; spacing?: string },
): SpacingOptions {
  const { settings, steps } = request;
  return {
    spacing: settings.timestep_spacing,
    length: settings.num_train_timesteps,
    trainingSteps: settings.num_train_timesteps,
    steps,
    offset: settings.steps_offset,
    top: topOf(request),
    ...rest,
  };
}
