import { logRatio, type NoiseLevel } from '../noise/level.js';
import { impliedNoise } from '../noise/prediction.js';
import { noiseTable } from '../noise/table.js';
import { linearCombination, type Term } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import { adamsWeights } from './adams.js';
import { lambdaSchedule } from './lambda-schedule.js';
import type { ScheduleRequest } from './layout.js';
import { flowSigmas, lambdaLimit, linspace, spacedSigmas, trained } from './level-settings.js';
import { multistep } from './sampling-settings.js';
import type { Scheduler } from './scheduler.js';
import type { SchedulerClasses } from './scheduler-class.js';
import type { SchedulerFacts } from './scheduler-facts.js';
import type { SamplingSettings, SchedulerMethod } from './scheduler-method.js';
import type { Transition } from './transition.js';

export interface SaSolverOptions {
  readonly predictorOrder: number;
  readonly correctorOrder: number;
  /** Follows the clean estimate; otherwise the noise. */
  readonly predictClean: boolean;
  readonly lowerOrderFinal: boolean;
  readonly thresholded: boolean;
  /** How much noise is put back at a timestep: 0 is the ODE, 1 the reverse SDE. */
  readonly tau: (timestep: number) => number;
}

/**
 * What SA-Solver remembers of a step: the corrected latents, the estimate, its draw, and the order for correcting its
 * result.
 */
interface SaMemory {
  readonly level: NoiseLevel;
  readonly latents: Tensor;
  readonly estimate: Tensor;
  readonly draw: Tensor;
  readonly correctorOrder: number;
}

/**
 * SA-Solver (Xue et al. 2023, arXiv:2309.05019, algorithm 1): stochastic Adams-Bashforth prediction and Adams-Moulton
 * correction in λ, with noise of size τ put back where τ > 0 (by default for timesteps 200–800, as diffusers; it is not
 * in the config file).
 *     next = e^(−τ²h)·(sigma_to/sigma_from)·latents + (1+τ²)·alpha_to·Σ c_i·clean_{−i} + sigma_to·√(1 − e^(−2τ²h))·draw
 *     c_i = ∫ L_i(λ)·e^((1+τ²)(λ − λ_to)) dλ
 * Order 2 and 2 by default, one network call and one draw a step, also where τ is 0.
 */
export const saSolver = (options: SaSolverOptions): Scheduler<SaMemory> => {
  const capacity = Math.max(options.predictorOrder, options.correctorOrder - 1);
  return {
    memory: capacity,
    async step({ latents, from, to, denoise, gaussian, history, path }) {
      const asked = await denoise(latents, from);
      const noise = options.thresholded && !options.predictClean ? impliedNoise : ({ noise }: typeof asked) => noise;
      const estimate = options.predictClean ? asked.clean : noise(asked);
      const last = history[0];
      const points = [{ level: from, estimate }, ...history];
      const base = last ? walk(options, last, points.slice(0, last.correctorOrder), from, 'correct') : latents;

      const draw = gaussian();
      const left = options.lowerOrderFinal ? path.levels.length - 1 - path.index : Number.POSITIVE_INFINITY;
      const predictorOrder = Math.min(options.predictorOrder, left, history.length + 1);
      const correctorOrder = Math.min(options.correctorOrder, left + 1, history.length + 2);
      const memory = { level: from, latents: base, estimate, draw, correctorOrder };
      const next = walk(options, memory, points.slice(0, predictorOrder), to, 'predict');
      return { latents: next, clean: asked.clean, remember: memory };
    },
  };
};

/** One Adams step from what `start` remembers to a level, with the estimates of `points`, newest first. */
function walk(
  options: SaSolverOptions,
  start: SaMemory,
  points: readonly { readonly level: NoiseLevel; readonly estimate: Tensor }[],
  to: NoiseLevel,
  kind: 'predict' | 'correct',
): Tensor {
  const { level: from, latents, draw } = start;
  const { predictClean } = options;
  const tau2 = options.tau(from.timestep) ** 2;
  const rate = 1 + tau2;
  const begin = logRatio(from);
  const end = logRatio(to);
  const h = end - begin;
  const nodes = points.map(({ level }) => logRatio(level));
  const weights = adamsWeights(nodes, begin, end, predictClean ? rate : -1);
  if (predictClean && points.length === 2) {
    // The authors' adjustment of the second order, as their code and diffusers have it: the same order, a smaller
    // error.
    const remainder = (h * rate - 1 + Math.exp(-rate * h)) / rate ** 2;
    const shift = kind === 'predict' ? (h ** 2 / 2 - remainder) / (begin - nodes[1]!) : h / 2 - remainder / h;
    weights[0]! += shift;
    weights[1]! -= shift;
  }
  const scale = rate * (predictClean ? to.alpha : -to.sigma);
  const keep = predictClean ? Math.exp(-tau2 * h) * (to.sigma / from.sigma) : to.alpha / from.alpha;
  const spread = predictClean
    ? to.sigma * Math.sqrt(-Math.expm1(-2 * tau2 * h))
    : Math.sqrt(tau2) * to.sigma * Math.sqrt(Math.expm1(2 * h));
  const terms: [Term, ...Term[]] = [[keep, latents]];
  for (const [i, { estimate }] of points.entries()) terms.push([scale * weights[i]!, estimate]);
  if (spread !== 0) terms.push([spread, draw]);
  return linearCombination(...terms);
}

/** diffusers' SA-Solver adds noise by the whole timestep, not by the σ that it then samples with. */
function startedAtTimesteps(request: ScheduleRequest): Transition[] {
  const table = noiseTable(request.settings, 2 ** -24);
  const transitions = lambdaSchedule(request);
  if (request.share !== undefined) return transitions;
  return transitions.map((step) => ({ ...step, start: table.levelAt(step.from.timestep) }));
}

export const classes: SchedulerClasses = {
  SASolverScheduler: [
    { name: 'lambda', schedule: startedAtTimesteps },
    trained,
    spacedSigmas,
    flowSigmas,
    linspace,
    lambdaLimit,
  ],
};

export const sampling: SamplingSettings = {
  settings: [
    multistep,
    { variance_type: null, predictor_order: 2, corrector_order: 2, algorithm_type: 'data_prediction' },
  ],
};

export const method: SchedulerMethod = (settings) =>
  saSolver({
    predictorOrder: settings.predictor_order,
    correctorOrder: settings.corrector_order,
    predictClean: !['noise_prediction', 'dpmsolver', 'sde-dpmsolver'].includes(settings.algorithm_type),
    lowerOrderFinal: settings.lower_order_final,
    thresholded: settings.thresholding ?? false,
    tau: (timestep) => (timestep >= 200 && timestep <= 800 ? 1 : 0),
  });

export const facts: SchedulerFacts = {
  a1111: ['SA Solver'],
  draws: 'always',
  paper: {
    paper: 'Xue et al. 2023, SA-Solver: Stochastic Adams Solver for Fast Sampling of Diffusion Models',
    arXiv: '2309.05019',
  },
};
