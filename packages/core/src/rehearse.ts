import { InvalidArgumentError } from './errors/index.js';
import type { SchedulerMaker } from './schedulers/make-scheduler.js';
import { samplingOf } from './schedulers/sampling.js';
import type { Schedule } from './schedulers/schedule.js';
import { type Tensor, tensor } from './tensor/tensor.js';
import { type SampleOptions, walkSchedule } from './walk-schedule.js';

const number = (value: number) => tensor([1, 1, 1, 1], Float32Array.of(value));
const holds = ({ data }: Tensor) => Number.isFinite(data[0]);

/**
 * Walks a schedule with one number in place of latents and a formula in place of the network. Every weight of every step
 * is worked out so, and what comes to no finite picture is refused before a network is opened: a predicted noise where no
 * signal is left, levels that a solver must tell apart and that are alike.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for the first such step, and for settings that the scheduler does not
 * take; UnsupportedError `UNSUPPORTED` likewise.
 */
export async function rehearse(schedule: Schedule, makeScheduler: SchedulerMaker): Promise<void> {
  const rehearsed: SampleOptions = {
    schedule,
    latents: number(0.7),
    gaussian: () => number(0.3),
    predict: ({ latents, index }) => {
      if (!holds(latents)) throw refusal(schedule, index);
      return number(0.4 * latents.data[0]! + 0.1);
    },
    onStep: ({ latents, clean, index }) => {
      if (!holds(latents) || !holds(clean)) throw refusal(schedule, index);
    },
  };
  await walkSchedule(rehearsed, makeScheduler);
}

function refusal(schedule: Schedule, index: number): InvalidArgumentError {
  const { from, to } = schedule.steps[index]!;
  if (from.alpha === 0 && samplingOf(schedule).prediction.type === 'epsilon') {
    const expected = `v_prediction or sample where no signal is left (zero terminal SNR, timestep ${from.timestep})`;
    const remedy = 'Or begin below it: strength under 1, another timestep_spacing.';
    return new InvalidArgumentError('config.prediction_type', expected, 'epsilon', remedy);
  }
  const expected = `noise levels that ${schedule.scheduler} can step between: neither alike nor without noise or signal`;
  return new InvalidArgumentError('config', expected, `timesteps ${from.timestep} to ${to.timestep}`);
}
