import type { Plan } from '../paint-settings.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Predict, StepEvent } from '../walk-schedule.js';

/** Where a step has led, or looks on its way: what a feature may change, and what it may draw on. */
export interface StepState extends StepEvent {
  /** The source picture's latents and the noise that the call started from. */
  readonly source: Tensor;
  readonly noise: Tensor;
}

/** An extra that wraps what it changes. It is composed once, before the loop. */
export interface Feature {
  readonly name: string;
  wrapPredict?(next: Predict, plan: Plan): Predict;
  afterStep?(state: StepState): Tensor;
}
