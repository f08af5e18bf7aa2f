import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addNoise } from '../noise/add-noise.js';
import type { NoiseLevel } from '../noise/level.js';
import { sample } from '../sample.js';
import type { Tensor } from '../tensor/tensor.js';
import type { PredictInput } from '../walk-schedule.js';
import { parseSchedulerConfig, type SchedulerConfig } from './config.js';
import { createSchedule } from './create-schedule.js';
import type { Schedule, ScheduleOptions } from './schedule.js';

interface Packed {
  readonly dims: number[];
  readonly f32: string;
}

interface Case {
  readonly name: string;
  readonly config: SchedulerConfig;
  readonly savedConfig?: string;
  readonly steps: number;
  readonly strength: number;
  readonly slicing: 'sd' | 'flow' | 'lcm';
  readonly customTimesteps?: number[];
  readonly customSigmas?: number[];
  readonly mu?: number;
  readonly eta?: number;
  readonly stepArgs?: Record<string, unknown>;
  readonly originalInferenceSteps?: number;
  readonly timesteps: number[];
  readonly timestepType: string;
  readonly sigmas?: number[];
  readonly beginIndex?: number | null;
  readonly order?: number;
  readonly noisy: Packed;
  readonly prevSamples: Packed;
  readonly noise?: Packed;
  readonly float32Deviation: number;
}

const folder = new URL('../../golden/schedulers/', import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
interface Golden {
  readonly scheduler: string;
  readonly latents: Packed;
  readonly startNoise: Packed;
  readonly cases: readonly Case[];
}
const files = readdirSync(folder).filter((file) => file.endsWith('Scheduler.json'));
const goldens: Golden[] = [...files.map(read), ...read('combinations.json')];
const rules = { sd: 'stable-diffusion', flow: 'flow', lcm: 'lcm' } as const;

/** The classes whose σ are Karras' hold latents in units of clean + σ·noise; ours are those times alpha. */
const karrasUnits = /^(Euler|Heun|LMS|KDPM2|DPMSolverSDE|EDM)/;

for (const golden of goldens) {
  describe(golden.scheduler, () => {
    it.each(golden.cases.map((item) => [item.name, item] as const))('%s', async (_, item) => {
      const schedule = createSchedule(optionsOf(item));
      if (item.savedConfig !== undefined) {
        const config = withArguments(parseSchedulerConfig(item.savedConfig), item);
        expect(createSchedule({ ...optionsOf(item), config }).levels).toEqual(schedule.levels);
      }
      expectTimesteps(schedule, item);
      expectSigmas(schedule, item);

      const start = addNoise(unpack(golden.latents), unpack(golden.startNoise), schedule.levels[0]!);
      const karras = karrasUnits.test(golden.scheduler);
      const tolerance = Math.max(2e-5, 5 * item.float32Deviation);
      const scaled = (latents: Tensor, alpha: number) => (karras ? latents.data.map((x) => x / alpha) : latents.data);
      expectClose(scaled(start, schedule.levels[0]!.alpha), unpack(item.noisy).data, tolerance, 'noisy');

      const { dims, data } = unpack(item.prevSamples);
      const size = data.length / dims[0]!;
      const draws = item.noise ? unpack(item.noise).data : new Float32Array();
      let drawn = 0;
      let call = 0;
      let done = 0;
      const result = await sample({
        schedule,
        latents: start,
        predict: (input) => {
          expect(input.timestep).toBeCloseTo(item.timesteps[call]!, 2);
          if (call > 0) {
            const previous = data.subarray((call - 1) * size, call * size);
            expectClose(scaled(input.latents, input.level.alpha), previous, tolerance, `input of call ${call}`);
          }
          call++;
          return network(input);
        },
        gaussian: (shape) => {
          drawn += size;
          return { dims: shape, data: draws.slice(drawn - size, drawn) };
        },
        onStep: ({ index, latents }) => {
          done = index + 1;
          const previous = data.subarray((call - 1) * size, call * size);
          expectClose(scaled(latents, schedule.steps[index]!.to.alpha), previous, tolerance, `step ${index}`);
        },
      });
      expect(call).toBe(item.timesteps.length);
      expect(schedule.calls).toBe(call);
      expect(done).toBe(schedule.levels.length - 1);
      expect(drawn).toBe(draws.length);
      expectClose(scaled(result, schedule.steps.at(-1)!.to.alpha), data.subarray(-size), tolerance, 'result');
    });
  });
}

function optionsOf(item: Case): ScheduleOptions {
  const eta = item.eta ?? item.stepArgs?.['eta'];
  return {
    config: withArguments(item.config, item),
    ...(item.customTimesteps || item.customSigmas ? {} : { steps: item.steps }),
    strength: item.strength,
    strengthRule: rules[item.slicing],
    ...(item.customTimesteps && { timesteps: item.customTimesteps }),
    ...(item.customSigmas && { sigmas: item.customSigmas }),
    ...(item.mu !== undefined && { mu: item.mu }),
    ...(eta !== undefined && { eta: eta as number }),
    ...(item.originalInferenceSteps !== undefined && { originalSteps: item.originalInferenceSteps }),
  };
}

function withArguments(config: SchedulerConfig, { stepArgs = {} }: Case): SchedulerConfig {
  return { ...config, ...stepArgs };
}

function expectTimesteps(schedule: Schedule, item: Case): void {
  expect(schedule.timesteps).toHaveLength(item.timesteps.length);
  schedule.timesteps.forEach((timestep, i) => {
    const wanted = item.timesteps[i]!;
    if (item.timestepType === 'int64' || Number.isInteger(wanted))
      expect(Math.abs(timestep - wanted)).toBeLessThan(2e-4);
    else expect(Math.abs(timestep - wanted)).toBeLessThan(2e-3);
  });
}

/** `sigmas` lists the whole schedule, each inner one twice for the classes that call twice a step. */
function expectSigmas({ steps, config }: Schedule, { sigmas, beginIndex, order = 1 }: Case): void {
  if (!sigmas) return;
  const flow = String(config._class_name).startsWith('FlowMatch') || config['use_flow_sigmas'] === true;
  const ratio = ({ sigma, alpha }: NoiseLevel) => (flow ? sigma : sigma / alpha);
  steps.forEach(({ from, to }, i) => {
    const at = beginIndex! + i * order;
    const end = Math.min(at + order, sigmas.length - 1);
    expect(Math.abs(ratio(from) - sigmas[at]!)).toBeLessThanOrEqual(3e-4 * (0.01 + sigmas[at]!));
    expect(Math.abs(ratio(to) - sigmas[end]!)).toBeLessThanOrEqual(3e-4 * (0.01 + sigmas[end]!));
  });
}

function network({ latents: { data, dims }, timestep }: PredictInput): Tensor {
  const size = data.length;
  const out = data.map((x, i) => 0.6 * x + 0.3 * Math.sin(3 * data[(i + 1) % size]!) + 0.1 * Math.cos(timestep / 1000));
  return { data: out, dims };
}

function unpack({ dims, f32 }: Packed): Tensor {
  return { dims, data: new Float32Array(Uint8Array.from(atob(f32), (c) => c.charCodeAt(0)).buffer) };
}

function expectClose(actual: Float32Array, wanted: Float32Array, tolerance: number, what: string): void {
  const largest = wanted.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  let worst = 0;
  for (const [i, x] of wanted.entries()) {
    const difference = Math.abs(actual[i]! - x);
    if (!(difference <= worst)) worst = difference; // so NaN counts as worst
  }
  expect(worst, what).toBeLessThanOrEqual(tolerance * (1 + largest));
}
