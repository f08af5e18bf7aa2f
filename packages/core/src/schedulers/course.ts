import { dynamicShift, shiftFlow, stretchToTerminal } from '../noise/flow-shift.js';
import { cleanLevel, type NoiseLevel } from '../noise/level.js';
import { type SigmaSpacing, sigmaAtRamp } from '../noise/sigma-spacing.js';
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
  /** The timestep that the share ends at. */
  readonly top: number | undefined;
  readonly spacing: SigmaSpacing;
  /** The caller's own values, step by step; `sigmas` of diffusion schedules have one more, the level to end at. */
  readonly given: { readonly timesteps?: readonly number[]; readonly sigmas?: readonly number[] };
  readonly mu: number | undefined;
  readonly eta: number;
  /** LCM and TCD: how many timesteps the model was distilled on, and below which share of the table they are chosen. */
  readonly originalSteps: number | undefined;
  readonly below: number;
}

/** A value for each position of a schedule, falling. */
export type Curve = (position: number) => number;

/** Calls `make` for each step of a schedule. */
export function perStep<T>(steps: number, make: (position: number) => T): T[] {
  return Array.from({ length: steps }, (_, position) => make(position));
}

/** The part of a ramp from the first step, 0, to the last, 1. */
export function rampAt(position: number, steps: number): number {
  return steps > 1 ? position / (steps - 1) : 0;
}

/** Steps from level to level, one network call each, the last one to `end`. */
export function chain(levels: readonly NoiseLevel[], end: NoiseLevel = cleanLevel): Transition[] {
  return levels.map((from, i) => ({ from, to: levels[i + 1] ?? end, timesteps: [from.timestep] }));
}

/** σ spaced anew between the ends of a schedule; a config may have other ends, `exact` mode none beyond its own. */
export function spacedAnew(
  { spacing, steps, share }: CourseRequest,
  [noisiest, cleanest]: readonly [number, number],
  { sigma_max, sigma_min }: Pick<Settings, 'sigma_max' | 'sigma_min'>,
): Curve {
  const own = sigma_max ?? noisiest;
  const largest = share === undefined ? own : Math.min(own, noisiest);
  const smallest = Math.min(sigma_min ?? cleanest, largest);
  const ramp = sigmaAtRamp(spacing as Exclude<SigmaSpacing, 'default'>, largest, smallest);
  return (position) => ramp(rampAt(position, steps));
}

/**
 * Flow σ, moved towards noise by a fixed shift or by the picture's size, and stretched if the config says so. One step
 * alone has nothing to stretch: diffusers 0.39 divides 0 by 0 there.
 */
export function shifted({ settings, steps, mu }: CourseRequest, sigmaAt: Curve, shift: number): Curve {
  const { use_dynamic_shifting, time_shift_type, shift_terminal } = settings;
  const dynamic = use_dynamic_shifting && mu !== undefined;
  const moved = (position: number) =>
    dynamic ? dynamicShift(sigmaAt(position), mu, time_shift_type) : shiftFlow(sigmaAt(position), shift);
  return shift_terminal && steps > 1
    ? (position) => stretchToTerminal(moved(position), moved(steps - 1), shift_terminal)
    : moved;
}
