import { checkNames, checkTensor } from './check.js';
import { InvalidArgumentError } from './errors/index.js';
import { rehearse } from './rehearse.js';
import { makeScheduler } from './schedulers/make-scheduler.js';
import type { Schedule } from './schedulers/schedule.js';
import type { Tensor } from './tensor/tensor.js';
import { type SampleOptions, walkSchedule } from './walk-schedule.js';

/**
 * Walks a schedule from noisy to clean latents, asking the network as its scheduler wants. Nothing is kept between
 * runs.
 *
 * @returns the latents at the end of the schedule, of the shape given
 * @throws {@link AbortedError} `ABORTED` when the signal fires, between network calls; {@link InvalidArgumentError}
 * when a scheduler draws noise and `gaussian` is missing, or for settings of the config that cannot be or would come to no
 * finite picture; {@link UnsupportedError} `UNSUPPORTED` for those that the scheduler does not know how to follow.
 * @example
 * ```ts
 * import { addNoise, createRandom, createSchedule, sample, type Tensor, tensor } from '@overpaint/core';
 * declare function unet(latents: Tensor, timestep: number): Promise<Tensor>;
 * const source = tensor([1, 4, 64, 64]);
 * const schedule = createSchedule({ scheduler: 'dpmpp-2m', sigmas: 'karras', steps: 20, strength: 0.6 });
 * const noisy = addNoise(source, createRandom(7).gaussian(source.dims), schedule.levels[0]);
 * const result = await sample({ schedule, latents: noisy, predict: ({ latents, timestep }) => unet(latents, timestep) });
 * ```
 */
export async function sample(options: SampleOptions): Promise<Tensor> {
  checkNames('options', options, {
    ...{ schedule: true, latents: true, predict: true, gaussian: true },
    ...{ onStep: true, afterStep: true, shouldFinish: true, signal: true },
  });
  checkSchedule(options.schedule);
  checkTensor('latents', options.latents);
  for (const name of ['predict', 'gaussian', 'onStep', 'afterStep', 'shouldFinish'] as const) {
    if (typeof options[name] !== 'function' && (name === 'predict' || options[name] !== undefined)) {
      throw new InvalidArgumentError(name, 'a function', options[name]);
    }
  }
  await rehearse(options.schedule, makeScheduler);
  return walkSchedule(options, makeScheduler);
}

function checkSchedule(schedule: unknown): void {
  const { levels, steps } = (schedule ?? {}) as Partial<Schedule>;
  if (!Array.isArray(levels) || steps === undefined) {
    throw new InvalidArgumentError('schedule', 'what createSchedule() returns', schedule);
  }
}
