import type { NoiseLevel } from '../noise/level.js';

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
