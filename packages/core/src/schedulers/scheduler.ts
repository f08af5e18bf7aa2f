import type { NoiseLevel } from '../noise/level.js';
import type { Evaluation, Prediction } from '../noise/prediction.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Transition } from './transition.js';

/** What a scheduler is given to make one step. Everything it may use is here; it keeps nothing itself. */
export interface StepInput<Memory = Evaluation> {
  /** Noisy latents at `from`, in units of variance 1. */
  readonly latents: Tensor;
  readonly from: NoiseLevel;
  readonly to: NoiseLevel;
  /** The level between the two that some methods look at: a midpoint, TCD's intermediate. */
  readonly via: NoiseLevel | undefined;
  /** Asks the network about latents at a level. Each call of it is a network call. */
  denoise(latents: Tensor, level: NoiseLevel): Promise<Evaluation>;
  /** Reads a raw output anew, for other latents or another level; no network call. */
  interpret(output: Tensor, latents: Tensor, level: NoiseLevel): Evaluation;
  /** What the network's outputs mean. */
  readonly prediction: Prediction;
  /** Fresh normal noise of the latents' shape. A deterministic scheduler never calls it. */
  gaussian(): Tensor;
  /** What earlier steps of this run gave to remember, newest first, at most the scheduler's `memory` of them. */
  readonly history: readonly Memory[];
  /** The step as the schedule planned it, for methods that plan more than a pair of levels. */
  readonly transition: Transition;
  /** Where the step stands in the whole schedule, of which strength may have cut the beginning. */
  readonly path: {
    /** The levels of the whole schedule, one longer than its steps; the last is where the last step really ends. */
    readonly levels: readonly NoiseLevel[];
    /** levels[index] is `from`. */
    readonly index: number;
  };
}

export interface StepResult<Memory = Evaluation> {
  /** Latents at `to`. */
  readonly latents: Tensor;
  /** The newest estimate of the clean latents. */
  readonly clean: Tensor;
  /** What later steps shall find first in `history`. */
  readonly remember: Memory;
}

/**
 * A method that walks from one noise level to the next. Pure: one object serves any number of runs at once.
 * Options, where a paper has them, are given to the function that makes it.
 */
export interface Scheduler<Memory = Evaluation> {
  /** How many steps back `history` reaches. */
  readonly memory: number;
  step(input: StepInput<Memory>): Promise<StepResult<Memory>>;
}
