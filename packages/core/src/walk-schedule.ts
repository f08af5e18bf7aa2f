import { InvalidArgumentError, throwIfAborted } from './errors/index.js';
import type { Rectangle } from './image/rectangle.js';
import { cleanLevel, type NoiseLevel } from './noise/level.js';
import { type Evaluation, evaluation } from './noise/prediction.js';
import type { SchedulerMaker } from './schedulers/make-scheduler.js';
import { samplingOf } from './schedulers/sampling.js';
import type { Schedule } from './schedulers/schedule.js';
import type { Tensor } from './tensor/tensor.js';

/** What a network is asked: noisy latents of variance 1, and how noisy they are. */
export interface PredictInput {
  /** alpha·clean + sigma·noise, in units of variance 1: what diffusion networks take as it is. */
  readonly latents: Tensor;
  /** What the network is told of the level, in the units of its training. */
  readonly timestep: number;
  readonly level: NoiseLevel;
  /** Index of the step that asks; some steps ask more than once. */
  readonly index: number;
  /** Which call it is, of all that the run makes, from 0. */
  readonly call: number;
  /** Which part of the picture the latents are, in their cells. Missing: all of it. */
  readonly window?: Rectangle | undefined;
}

/**
 * A network, guided or not: its raw output (epsilon, v, sample or flow, as the schedule's config says), shaped as the
 * latents.
 */
export type Predict = (input: PredictInput) => Promise<Tensor> | Tensor;

/** A step that has been made. */
export interface StepEvent {
  readonly index: number;
  /** How many steps the run makes. */
  readonly total: number;
  /** Latents at `level`, of variance 1. */
  readonly latents: Tensor;
  /** The newest estimate of the clean latents. */
  readonly clean: Tensor;
  readonly level: NoiseLevel;
}

export interface SampleOptions {
  readonly schedule: Schedule;
  /** Noisy latents at `schedule.levels[0]`: see {@link addNoise}. */
  readonly latents: Tensor;
  readonly predict: Predict;
  /** Normal noise of a shape, for schedulers that draw. */
  readonly gaussian?: ((dims: readonly number[]) => Tensor) | undefined;
  /** Waited for: what it does happens between steps. */
  readonly onStep?: ((step: StepEvent) => void | Promise<void>) | undefined;
  /**
   * May replace the latents after a step, and those that a step looks at on its way (inpainting keeps the source's part
   * so).
   */
  readonly afterStep?: ((state: StepEvent) => Tensor) | undefined;
  /** Asked after each step; true ends the run with the estimate of the clean latents so far. */
  readonly shouldFinish?: (() => boolean) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Walks a schedule from noisy to clean latents, asking the network as its scheduler wants. Settings are taken as they are:
 * {@link sample} tries them first.
 */
export async function walkSchedule(options: SampleOptions, makeScheduler: SchedulerMaker): Promise<Tensor> {
  const { schedule, predict, gaussian, onStep, afterStep, shouldFinish, signal } = options;
  const { steps, levels, path } = schedule;
  const { settings, prediction } = samplingOf(schedule);
  const method = await makeScheduler(schedule, settings);
  const total = steps.length;
  let latents = options.latents;
  let history: readonly unknown[] = [];
  let calls = 0;
  throwIfAborted(signal);
  for (const [index, transition] of steps.entries()) {
    let clean: Tensor | undefined;
    const denoise = async (asked: Tensor, level: NoiseLevel): Promise<Evaluation> => {
      throwIfAborted(signal);
      // The latents that a step looks at on its way are latents like any other to a feature.
      const looked = clean && afterStep ? afterStep({ index, total, latents: asked, clean, level }) : asked;
      const output = await predict({ latents: looked, timestep: level.timestep, level, index, call: calls++ });
      const answer = evaluation(prediction, output, looked, level);
      clean = answer.clean;
      return answer;
    };
    const step = await method.step({
      latents,
      from: transition.from,
      to: transition.to,
      via: transition.via,
      denoise,
      interpret: (output, asked, level) => evaluation(prediction, output, asked, level),
      prediction,
      gaussian: () => draw(gaussian, latents.dims, schedule.scheduler),
      history,
      transition,
      path: { levels: path.levels, index: path.first + index },
    });
    history = [step.remember, ...history].slice(0, method.memory);
    const state: StepEvent = {
      index,
      total,
      latents: step.latents,
      clean: step.clean,
      level: levels[index + 1] ?? cleanLevel,
    };
    latents = afterStep ? afterStep(state) : step.latents;
    await onStep?.({ ...state, latents });
    if (index + 1 < total && shouldFinish?.()) return step.clean;
  }
  throwIfAborted(signal);
  return latents;
}

function draw(gaussian: SampleOptions['gaussian'], dims: readonly number[], name: string): Tensor {
  if (!gaussian) throw new InvalidArgumentError('gaussian', `a source of noise, which ${name} draws from`, gaussian);
  return gaussian(dims);
}
