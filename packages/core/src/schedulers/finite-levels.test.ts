import { expect, it } from 'vitest';
import { isOverpaintError } from '../errors/index.js';
import { sample } from '../sample.js';
import { createSchedule } from './create-schedule.js';
import type { Schedule, ScheduleOptions } from './schedule.js';
import { schedulerEntries, schedulerNames } from './scheduler-entries.js';

/** The same draws on each run: mulberry32. */
function randomSource(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values of every setting that decides levels, the usual ones with extreme ones. */
const values: Record<string, readonly unknown[]> = {
  num_train_timesteps: [1000, 1000, 1, 2, 10, 4000],
  beta_start: [0.00085, 0.0001, 0, 0.5, 1],
  beta_end: [0.012, 0.02, 0, 0.0001, 0.5, 1],
  beta_schedule: ['scaled_linear', 'linear', 'squaredcos_cap_v2'],
  trained_betas: [null, null, [0.1, 0.2, 0.3], [0.1, 0.2, 1], [0, 0, 0], [1, 1], [0.001]],
  prediction_type: ['epsilon', 'v_prediction', 'sample'],
  timestep_spacing: ['leading', 'linspace', 'trailing'],
  steps_offset: [0, 1, 999, 1e6],
  rescale_betas_zero_snr: [false, true],
  set_alpha_to_one: [true, false],
  skip_prk_steps: [true, false],
  final_sigmas_type: ['zero', 'sigma_min'],
  use_karras_sigmas: [false, false, true],
  use_exponential_sigmas: [false, false, false, true],
  use_beta_sigmas: [false, false, false, true],
  use_lu_lambdas: [false, false, true],
  use_flow_sigmas: [false, false, true],
  flow_shift: [1, 3, 1e-6, 1e6],
  sigma_min: [null, 0.03, 0, 1e-9, 1e9, 14],
  sigma_max: [null, 14, 0, 1e-9, 1e9, 0.03],
  interpolation_type: ['linear', 'log_linear'],
  timestep_type: ['discrete', 'continuous'],
  lambda_min_clipped: [Number.NEGATIVE_INFINITY, -5.1, 0, 50, Number.POSITIVE_INFINITY],
  original_inference_steps: [50, 1, 40, 1000],
  shift: [1, 3, 1e-6, 1e6],
  use_dynamic_shifting: [false, false, true],
  time_shift_type: ['exponential', 'linear'],
  shift_terminal: [null, null, 0.1, 0.999999],
  sigma_data: [0.5, 1e-6, 1e6],
  sigma_schedule: ['karras', 'exponential'],
  rho: [7, 1e-3, 1e3, 1],
};

function randomOptions(random: () => number): ScheduleOptions {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const settings = Object.entries(values).flatMap(([key, list]) => (random() < 0.35 ? [[key, pick(list)]] : []));
  const config = {
    ...Object.fromEntries(settings),
    ...(random() < 0.95 && { _class_name: pick(schedulerEntries).className }),
  };
  const own = random();
  return {
    config,
    ...(random() < 0.15 && { scheduler: pick(schedulerNames) }),
    ...(own < 0.88 && { steps: pick([1, 1, 2, 3, 4, 7, 20, 60, 1000]) }),
    ...(own >= 0.88 && own < 0.94 && { timesteps: pick([[999, 500, 1], [0], [5, 4.5, 0], [900.25]]) }),
    ...(own >= 0.94 && {
      sigmas: pick([
        [14, 1, 0],
        [1e9, 1e-9],
        [1, 0.5, 0.25],
        [3, 0],
      ]),
    }),
    ...(own < 0.88 && random() < 0.3 && { sigmas: pick(['default', 'karras', 'exponential', 'beta'] as const) }),
    strength: pick([1, 1, 0.6, 0.3, 0.999, 1e-6, 0]),
    ...(random() < 0.25 && { stepsMode: 'exact' as const }),
    eta: pick([0, 1, 0.3]),
    ...(random() < 0.5 && { mu: pick([0.8, 0, -1, 20, -20]) }),
    ...(random() < 0.2 && { originalSteps: pick([1, 50, 1000]) }),
    ...(random() < 0.3 && { strengthRule: pick(['stable-diffusion', 'flow', 'lcm'] as const) }),
  };
}

/** What the attempt gives, or undefined where it is refused as errors are. */
async function unlessRefused<T>(attempt: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (!isOverpaintError(error)) throw error;
    expect(['INVALID_ARGUMENT', 'UNSUPPORTED']).toContain(error.code);
    return undefined;
  }
}

/** Whether all that the network is shown and the caller is given are numbers; undefined where it is refused. */
async function isSampledFinite(schedule: Schedule): Promise<boolean | undefined> {
  const shown: number[] = [];
  const result = await unlessRefused(() =>
    sample({
      schedule,
      latents: { dims: [1, 1, 1, 4], data: Float32Array.of(0.5, -1, 1.5, 0.1) },
      gaussian: (dims) => ({ dims, data: Float32Array.of(0.3, -0.6, 1.2, -0.1) }),
      predict: ({ latents: { data, dims }, timestep }) => {
        shown.push(timestep, ...data);
        return { dims, data: data.map((x) => 0.5 * Math.tanh(x)) };
      },
    }),
  );
  return result && [...shown, ...result.data].every(Number.isFinite);
}

it('plans finite levels and samples finite numbers, or refuses, whatever the settings', async () => {
  const random = randomSource(13);
  let planned = 0;
  let sampled = 0;
  for (let round = 0; round < 3000; round++) {
    const options = randomOptions(random);
    const schedule = await unlessRefused(() => createSchedule(options));
    if (!schedule) continue;
    planned++;
    const between = schedule.steps.flatMap(({ from, via = from, to }) => [from, via, to]);
    const wrong = [...schedule.levels, ...between].filter(
      ({ alpha, sigma, timestep }) => !(alpha >= -1e-9 && sigma >= 0 && Number.isFinite(alpha + sigma + timestep)),
    );
    expect(wrong, JSON.stringify(options)).toEqual([]);
    expect(schedule.timesteps.every(Number.isFinite), JSON.stringify(options)).toBe(true);
    if (schedule.steps.length > 60) continue;
    const finite = await isSampledFinite(schedule);
    if (finite !== undefined) sampled++;
    expect(finite, JSON.stringify(options)).not.toBe(false);
  }
  // Most of them mean something: refusing everything would be finite too.
  expect(planned).toBeGreaterThan(1500);
  expect(sampled).toBeGreaterThan(1000);
}, 120_000);
