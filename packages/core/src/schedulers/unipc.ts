import { logRatio, type NoiseLevel } from '../noise/level.js';
import { linearCombination, type Term } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import { lambdaSchedule } from './lambda-schedule.js';
import {
  dynamicShifting,
  endsClean,
  flowSigmas,
  linspace,
  spacedSigmas,
  stretched,
  trained,
  zeroSnr,
} from './level-settings.js';
import { moveByNoise } from './move-latents.js';
import { multistep } from './sampling-settings.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import type { SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';
import { solve } from './solve.js';

export interface UnipcOptions {
  readonly order: number;
  /** B(h) = h (`bh1`) or eʰ − 1 (`bh2`). */
  readonly solver: string;
  /** Follows the clean estimate; otherwise the noise. */
  readonly predictClean: boolean;
  readonly lowerOrderFinal: boolean;
  /** Steps of the whole schedule whose result is not corrected. */
  readonly uncorrected: readonly number[];
}

/** What UniPC remembers of a step: the corrected latents, the estimate and the order that it was made with. */
interface UnipcMemory {
  readonly level: NoiseLevel;
  readonly latents: Tensor;
  readonly estimate: Tensor;
  readonly order: number;
}

/**
 * UniPC (Zhao et al. 2023, arXiv:2302.04867): the estimate at a level first corrects the latents that led there (UniC),
 * then predicts the next ones (UniP), both by the same expansion with the weights ρ that solve its order conditions R·ρ
 * = b:
 *     next = keep·latents + first·m₀ + rest·Σ ρ_i·(m_i − m₀)/r_i,  r_i = (λ_i − λ_from) / h
 * Order 2 by default, rising as its history fills and falling towards the end.
 * One network call a step, no draw. A step to the clean level is first order.
 */
export const unipc = (options: UnipcOptions): Scheduler<UnipcMemory> => ({
  memory: options.order,
  async step({ latents, from, to, denoise, history, path }) {
    const asked = await denoise(latents, from);
    const estimate = options.predictClean ? asked.clean : asked.noise;
    const last = history[0];
    const corrected = last !== undefined && !options.uncorrected.includes(path.index - 1);
    const base = corrected ? correct(options, history, { level: from, estimate }) : latents;

    const left = options.lowerOrderFinal ? path.levels.length - 1 - path.index : options.order;
    const order = to.sigma === 0 ? 1 : Math.min(options.order, left, history.length + 1);
    const memory = { level: from, latents: base, estimate, order };
    const next = predict(options, [memory, ...history].slice(0, order), to);
    return { latents: next, clean: asked.clean, remember: memory };
  },
});

/** UniP: from the newest of `points` to a level. */
function predict(options: UnipcOptions, points: readonly UnipcMemory[], to: NoiseLevel): Tensor {
  const { latents, estimate, level } = points[0]!;
  if (to.sigma === 0 && !options.predictClean) return moveByNoise(latents, estimate, level, to);
  const step = expansion(options, points, to);
  const order = points.length;
  const weights = order === 2 ? [0.5] : solve(step.powers(order - 1), step.moments(order - 1));
  return combine(points, step, weights);
}

/** UniC: the step that led to `reached` again, with the estimate made there as one more point. */
function correct(
  options: UnipcOptions,
  history: readonly UnipcMemory[],
  reached: { level: NoiseLevel; estimate: Tensor },
): Tensor {
  const { order } = history[0]!;
  const points = history.slice(0, order);
  const step = expansion(options, points, reached.level);
  const weights = order === 1 ? [0.5] : solve(step.powers(order), step.moments(order));
  return combine(points, step, weights, reached.estimate);
}

/** The Taylor-like expansion of one exponential step: its ratios r_i, and the sides R and b of its order conditions. */
function expansion({ solver, predictClean }: UnipcOptions, points: readonly UnipcMemory[], to: NoiseLevel) {
  const from = points[0]!.level;
  const start = logRatio(from);
  const h = logRatio(to) - start;
  const z = predictClean ? -h : h;
  const grow = Math.expm1(z);
  const scale = solver === 'bh1' ? z : grow;
  const ratios = [...points.slice(1).map(({ level }) => (logRatio(level) - start) / h), 1];
  return {
    ratios,
    keep: predictClean ? to.sigma / from.sigma : to.alpha / from.alpha,
    first: -(predictClean ? to.alpha : to.sigma) * grow,
    rest: -(predictClean ? to.alpha : to.sigma) * scale,
    powers: (size: number) => Array.from({ length: size }, (_, row) => ratios.slice(0, size).map((r) => r ** row)),
    moments(size: number): number[] {
      let phi = grow / z - 1;
      let factorial = 1;
      return Array.from({ length: size }, (_, i) => {
        const moment = (phi * factorial) / scale;
        factorial *= i + 2;
        phi = phi / z - 1 / factorial;
        return moment;
      });
    },
  };
}

function combine(
  points: readonly UnipcMemory[],
  { keep, first, rest, ratios }: ReturnType<typeof expansion>,
  weights: readonly number[],
  reached?: Tensor,
): Tensor {
  const { latents, estimate } = points[0]!;
  const others = points.slice(1).map((point, i) => [(rest * weights[i]!) / ratios[i]!, point.estimate] as const);
  if (reached) others.push([rest * weights.at(-1)!, reached]);
  const own = others.reduce((sum, [share]) => sum - share, first);
  return linearCombination([keep, latents], [own, estimate], ...(others as readonly Term[]));
}

export const classes: SchedulerClasses = {
  UniPCMultistepScheduler: [
    { name: 'lambda', schedule: lambdaSchedule, endsAtLatest: true, ownFlow: true },
    trained,
    spacedSigmas,
    flowSigmas,
    linspace,
    dynamicShifting,
    zeroSnr,
    endsClean,
    stretched,
  ],
};

export const sampling: SamplingSettings = {
  settings: [multistep, { solver_type: 'bh2', predict_x0: true, disable_corrector: [] }],
};

export const method: SchedulerMethod = (settings) =>
  unipc({
    order: settings.solver_order,
    solver: settings.solver_type === 'bh1' ? 'bh1' : 'bh2',
    predictClean: settings.predict_x0,
    lowerOrderFinal: settings.lower_order_final,
    uncorrected: settings.disable_corrector,
  });

export const facts: SchedulerFacts = {
  a1111: ['UniPC'],
  order: 2,
  paper: {
    paper: 'Zhao et al. 2023, UniPC: A Unified Predictor-Corrector Framework for Fast Sampling of Diffusion Models',
    arXiv: '2302.04867',
  },
};
