import { addNoise } from '../noise/add-noise.js';
import type { NoiseLevel } from '../noise/level.js';
import { sample } from '../sample.js';
import {
  createSchedule,
  type Schedule,
  type ScheduleOptions,
  type SchedulerName,
  samplingOf,
  schedulers,
} from '../schedulers/index.js';
import type { Tensor } from '../tensor/tensor.js';
import type { PredictInput } from '../walk-schedule.js';

/** The two functions of a test runner (vitest, jest, node:test) that the suites call. A failing check throws. */
export interface TestRunner {
  describe(name: string, suite: () => void): unknown;
  it(name: string, test: () => void | Promise<void>): unknown;
}

export interface DescribeSchedulerOptions {
  /** What every schedule of the suite is made with beside the scheduler: a config, σ spacing, eta. */
  readonly options?: Omit<ScheduleOptions, 'scheduler' | 'steps' | 'strength' | 'stepsMode'>;
  readonly strengths?: readonly number[];
  /**
   * The method keeps a quirk of diffusers that leaves it short of a perfect denoiser's answer where strength cuts its
   * schedule.
   */
  readonly missesWhenCut?: boolean;
}

const clean: Tensor = { dims: [1, 1, 4, 4], data: Float32Array.from({ length: 16 }, (_, i) => Math.sin(i * 1.7)) };
const noise: Tensor = {
  dims: [1, 1, 4, 4],
  data: Float32Array.from({ length: 16 }, (_, i) => 1.4 * Math.cos(i * 2.3)),
};

/**
 * The suite that every scheduler passes, over steps, strengths and both step modes: it makes the network calls that its
 * schedule announces, its levels fall and end clean, it reaches the answer of a denoiser that is never wrong, one
 * schedule serves two runs at once, and it draws noise only if it says so.
 */
export function describeScheduler(
  { describe, it }: TestRunner,
  name: SchedulerName,
  { options = {}, strengths = [0.01, 0.25, 0.5, 0.61, 0.999, 1], missesWhenCut = false }: DescribeSchedulerOptions = {},
): void {
  const cut = new Set<Schedule>();
  const schedules = [1, 2, 3, 4, 5, 7, 10, 20, 50].flatMap((steps) =>
    strengths.flatMap((strength) =>
      (['schedule', 'exact'] as const).map((stepsMode) => {
        const fitting = options.strengthRule === 'lcm' || name === 'lcm' ? Math.max(strength, steps / 50) : strength;
        const schedule = createSchedule({ ...options, scheduler: name, steps, strength: fitting, stepsMode });
        if (stepsMode === 'schedule' && fitting < 1) cut.add(schedule);
        return schedule;
      }),
    ),
  );

  describe(name, () => {
    const stochastic = schedulers.find((info) => info.name === name)?.stochastic;

    it('asks the network as often as planned, and what was planned', async () => {
      for (const schedule of schedules) {
        const asked: number[] = [];
        await run(schedule, ({ timestep }) => void asked.push(timestep));
        check(asked.join() === schedule.timesteps.join(), `planned ${schedule.timesteps}, asked ${asked}`);
        check(asked.length === schedule.calls, `planned ${schedule.calls} calls, made ${asked.length}`);
      }
    });

    it('falls strictly and ends clean', () => {
      for (const { levels, steps } of schedules) {
        check(levels.length === steps.length + 1, `${levels.length} levels for ${steps.length} steps`);
        check(ratio(levels.at(-1)!) === 0, 'the last level is not clean');
        for (let i = 1; i < levels.length; i++) {
          check(ratio(levels[i]!) < ratio(levels[i - 1]!), `level ${i} of ${levels.length} does not fall`);
        }
      }
    });

    it("reaches a perfect denoiser's answer", async () => {
      for (const schedule of schedules) {
        if (missesWhenCut && cut.has(schedule)) continue;
        const { data } = await run(schedule);
        const end = schedule.steps.at(-1)!.to;
        // What is left is the noise of the level that the schedule really ends at.
        const worst = Math.max(...data.map((x, i) => Math.abs(x - end.alpha * clean.data[i]!)));
        check(worst < 3 * end.sigma + 2e-4, `${worst} away from the answer after ${schedule.timesteps}`);
      }
    });

    it('draws noise only if it says so', async () => {
      for (const schedule of stochastic === false ? schedules : []) await run(schedule, undefined, false);
    });

    it('serves two runs at once', async () => {
      for (const schedule of schedules.slice(-24)) {
        const alone = await run(schedule);
        const [first, second] = await Promise.all([run(schedule), run(schedule)]);
        check(first.data.join() === alone.data.join(), 'a run beside another one differs');
        check(second.data.join() === alone.data.join(), 'the second of two runs differs');
        check(first.dims.join() === clean.dims.join(), 'the shape changed');
      }
    });

    it('runs nothing at strength 0', async () => {
      const schedule = createSchedule({ ...options, scheduler: name, steps: 10, strength: 0 });
      check(schedule.calls === 0 && schedule.levels.length === 1, `${schedule.calls} calls at strength 0`);
      check((await run(schedule)).data.join() === clean.data.join(), 'latents changed at strength 0');
    });
  });
}

/** Runs a schedule over a denoiser that knows the answer. */
function run(schedule: Schedule, seen: (input: PredictInput) => void = () => {}, draw = true): Promise<Tensor> {
  let draws = 0;
  return sample({
    schedule,
    latents: addNoise(clean, noise, schedule.levels[0]!),
    async predict(input) {
      seen(input);
      await Promise.resolve(); // so that two runs take turns
      return perfect(input, schedule);
    },
    ...(draw && { gaussian: (dims) => ({ dims, data: noise.data.map((_, i) => Math.sin(i * 3.1 + ++draws)) }) }),
  });
}

function perfect({ latents, level: { alpha, sigma } }: PredictInput, schedule: Schedule): Tensor {
  const { prediction } = samplingOf(schedule);
  const data = latents.data.map((x, i) => {
    const c = clean.data[i]!;
    const n = (x - alpha * c) / sigma;
    if (prediction.type === 'epsilon') return n;
    if (prediction.type === 'v') return alpha * n - sigma * c;
    if (prediction.type === 'flow') return n - c;
    if (prediction.type === 'sample') return c;
    const { sigmaData = 1 } = prediction;
    return (c - sigmaData ** 2 * alpha * x) / (sigmaData * sigma);
  });
  return { dims: latents.dims, data };
}

const ratio = ({ alpha, sigma }: NoiseLevel) => sigma / alpha;

function check(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
