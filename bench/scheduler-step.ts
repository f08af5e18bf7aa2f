// How fast is a scheduler's own arithmetic? One step over a million latent elements, the network's answer being ready,
// against the loops that one would write by hand for it: one pass over the elements for each result, into a new array,
// nothing checked.
//
//     node bench/run.mjs scheduler-step [elements]
//
// Must be: at least 80 % of the hand-written loops' speed for every scheduler. The two take turns, the best of many
// rounds counts, so that other work on the machine cancels out.

import type { Evaluation } from '../packages/core/src/noise/index.js';
import {
  createSchedule,
  makeScheduler,
  type SchedulerName,
  type StepResult,
  samplingOf,
  schedulers,
} from '../packages/core/src/schedulers/index.js';
import type { Tensor } from '../packages/core/src/tensor/tensor.js';

const elements = Number(process.argv[2] ?? 1 << 20);
const dims = [1, 4, elements / 4, 1];
const rounds = 150;

/** What a person would write for a step: how many terms each of its passes adds up. */
const byHand: Record<SchedulerName, readonly number[]> = {
  ddim: [2],
  ddpm: [3],
  pndm: [5],
  lms: [5],
  euler: [2],
  'euler-ancestral': [3],
  heun: [2, 4],
  kdpm2: [2, 3],
  'kdpm2-ancestral': [2, 4],
  'dpmpp-2m': [3],
  'dpmpp-2m-sde': [4],
  'dpmpp-3m': [4],
  'dpmpp-2s': [3],
  'dpmpp-sde': [3, 3],
  unipc: [4, 3],
  deis: [3],
  'sa-solver': [4, 4],
  lcm: [2, 2],
  tcd: [2],
  'flow-euler': [2],
  'flow-heun': [2, 4],
};

const random = (): Tensor => ({ dims, data: Float32Array.from({ length: elements }, () => Math.random() - 0.5) });
const pool = Array.from({ length: 6 }, random);
const data = pool.map((tensor) => tensor.data);

/** The hand-written loops, by the number of terms. */
const loops: Record<number, (...inputs: Float32Array[]) => Float32Array> = {
  2: (a, b) => {
    const out = new Float32Array(a!.length);
    for (let i = 0; i < out.length; i++) out[i] = 0.3 * a![i]! + 0.6 * b![i]!;
    return out;
  },
  3: (a, b, c) => {
    const out = new Float32Array(a!.length);
    for (let i = 0; i < out.length; i++) out[i] = 0.3 * a![i]! + 0.6 * b![i]! - 0.2 * c![i]!;
    return out;
  },
  4: (a, b, c, d) => {
    const out = new Float32Array(a!.length);
    for (let i = 0; i < out.length; i++) out[i] = 0.3 * a![i]! + 0.6 * b![i]! - 0.2 * c![i]! + 0.1 * d![i]!;
    return out;
  },
  5: (a, b, c, d, e) => {
    const out = new Float32Array(a!.length);
    for (let i = 0; i < out.length; i++) {
      out[i] = 0.3 * a![i]! + 0.6 * b![i]! - 0.2 * c![i]! + 0.1 * d![i]! - 0.4 * e![i]!;
    }
    return out;
  },
};

/** A step in the middle of a run, with the history that the method has by then and answers that cost nothing. */
async function stepper(name: SchedulerName): Promise<() => Promise<StepResult<unknown>>> {
  const flow = schedulers.find((info) => info.name === name)?.flow === true;
  const config = flow ? { config: { _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3 } } : {};
  const schedule = createSchedule({ ...config, scheduler: name, steps: 20 });
  const { settings, prediction } = samplingOf(schedule);
  const method = makeScheduler(schedule, settings);
  let asked = 0;
  const answer = (latents: Tensor, level: Evaluation['level']): Evaluation => {
    const [output, clean, noise] = [0, 1, 2].map((i) => pool[(asked + i) % pool.length]!);
    asked++;
    return { level, latents, output: output!, clean: clean!, noise: noise! };
  };
  const step = 11; // full history; the second of a group of singlestep methods
  let history: readonly unknown[] = [];
  const at = (index: number) =>
    method.step({
      latents: pool[index % pool.length]!,
      ...schedule.steps[index]!,
      via: schedule.steps[index]!.via,
      denoise: async (latents, level) => answer(latents, level),
      interpret: (_, latents, level) => answer(latents, level),
      prediction,
      gaussian: () => pool[3]!,
      history,
      transition: schedule.steps[index]!,
      path: { levels: schedule.path.levels, index },
    });
  for (let index = 0; index < step; index++) history = [(await at(index)).remember, ...history].slice(0, method.memory);
  return () => at(step);
}

const rows: { scheduler: string; passes: string; milliseconds: number; byHand: number; share: number }[] = [];
for (const { name } of schedulers) {
  const step = await stepper(name);
  const hand = byHand[name].map((terms) => loops[terms]!);
  let best = Number.POSITIVE_INFINITY;
  let bestByHand = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await step();
    const middle = performance.now();
    for (const loop of hand) loop(...data);
    const end = performance.now();
    best = Math.min(best, middle - start);
    bestByHand = Math.min(bestByHand, end - middle);
  }
  const share = bestByHand / best;
  rows.push({
    scheduler: name,
    passes: byHand[name].join(' + '),
    milliseconds: +best.toFixed(2),
    byHand: +bestByHand.toFixed(2),
    share: +share.toFixed(2),
  });
}
console.table(rows);
const slowest = rows.reduce((low, row) => (row.share < low.share ? row : low));
console.log(
  `Slowest against its loops by hand: ${slowest.scheduler}, ${Math.round(slowest.share * 100)} % of their speed.`,
);
if (slowest.share < 0.8) process.exitCode = 1;
