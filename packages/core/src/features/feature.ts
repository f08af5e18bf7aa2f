import type { NoiseLevel } from '../noise/level.js';
import type { Plan } from '../plan.js';
import type { Tensor } from '../tensor/tensor.js';

/** What a prediction is asked for: latents at a level, in unit variance: alpha·clean + sigma·noise. */
export interface PredictInput {
  /** [1, channels, height, width] */
  readonly latents: Tensor;
  /** What the network is told of the level. */
  readonly timestep: number;
  readonly level: NoiseLevel;
  /** The step that asks, counted from 0. */
  readonly index: number;
}

/** The network's raw output, guided: noise, velocity, sample or flow, as its training was. */
export type Predict = (input: PredictInput) => Promise<Tensor>;

/** Where a step has led. */
export interface StepState {
  /** Latents after the step, at `level`. */
  readonly latents: Tensor;
  readonly level: NoiseLevel;
  /** The source picture's latents and the noise that the call started from. */
  readonly source: Tensor;
  readonly noise: Tensor;
  readonly index: number;
}

/** An extra that wraps what it changes. It is composed once, before the loop. */
export interface Feature {
  readonly name: string;
  wrapPredict?(next: Predict, plan: Plan): Predict;
  afterStep?(state: StepState): Tensor;
}
