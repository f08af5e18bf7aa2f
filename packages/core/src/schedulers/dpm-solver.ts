import { InvalidArgumentError } from '../errors/index.js';
import type { NoiseLevel } from '../noise/level.js';
import { type Evaluation, impliedNoise } from '../noise/prediction.js';
import { linearCombination, type Term } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Settings } from './config.js';
import { type ExponentialForm, exponentialWeights } from './exponential.js';
import { check } from './rules.js';
import type { Scheduler, StepInput } from './scheduler.js';

export interface DpmOptions {
  readonly form: ExponentialForm;
  /** 1, 2 or 3. */
  readonly order: number;
  /** `midpoint` or `heun`: how the second order counts its derivative. */
  readonly solver: string;
  /** The noise forms follow the noise that the thresholded estimate implies. */
  readonly thresholded: boolean;
}

/** What tells the multistep and the singlestep DPM-Solver apart. */
interface DpmMethod {
  /** The order planned for a step; less is taken while the history is short or the step ends clean. */
  order(path: StepInput['path']): number;
  /** Whether a step of higher order starts again from where the first of its estimates was made. */
  readonly restarts: boolean;
  /** The weights of the estimates (newest first) at these levels that give w₀·D₀ + w₁·D₁ + w₂·D₂. */
  shares(levels: readonly NoiseLevel[], to: NoiseLevel, derivatives: readonly [number, number, number]): number[];
}

/**
 * One exponential step of DPM-Solver (Lu et al. 2022, arXiv:2206.00927; ++ arXiv:2211.01095): the weights of the
 * latents, the estimates and the draw, and one pass over them. One network call a step. A step to the clean level is
 * first order, since λ is infinite there.
 */
export function dpmSolver({ form, solver, thresholded }: DpmOptions, method: DpmMethod): Scheduler {
  const follow = estimateOf(form, thresholded);
  return {
    memory: 2,
    async step({ latents, from, to, denoise, gaussian, history, path }) {
      const asked = await denoise(latents, from);
      const draw = form.startsWith('sde') ? gaussian() : undefined;
      const order = to.sigma === 0 ? 1 : Math.min(method.order(path), history.length + 1);
      const points = [asked, ...history].slice(0, order);
      const start = method.restarts ? points.at(-1)! : asked;
      const weights = exponentialWeights(form, order === 2 ? solver : 'heun', start.level, to);
      const levels = points.map(({ level }) => level);
      const shares = order === 1 ? [weights.derivatives[0]] : method.shares(levels, to, weights.derivatives);
      const terms: [Term, ...Term[]] = [[weights.keep, start.latents]];
      for (const [i, share] of shares.entries()) terms.push([share, follow(points[i]!)]);
      if (draw !== undefined) terms.push([weights.draw, draw]);
      return { latents: linearCombination(...terms), clean: asked.clean, remember: asked };
    },
  };
}

/** The estimate that a form follows. */
function estimateOf(form: ExponentialForm, thresholded: boolean): (point: Evaluation) => Tensor {
  if (form === 'data' || form === 'sde-data') return ({ clean }) => clean;
  return thresholded ? impliedNoise : ({ noise }) => noise;
}

/** The settings of DPM-Solver's classes that say which of its forms is meant. */
export const algorithm = { algorithm_type: 'dpmsolver++', solver_type: 'midpoint' };

/** What these settings and the order come to. Algorithms of other classes count as the default. */
export function dpmOptions({ algorithm_type, solver_order, solver_type, thresholding = false }: Settings): DpmOptions {
  const forms: Record<string, ExponentialForm> = {
    'sde-dpmsolver++': 'sde-data',
    dpmsolver: 'noise',
    'sde-dpmsolver': 'sde-noise',
  };
  return {
    form: forms[algorithm_type] ?? 'data',
    order: solver_order,
    solver: solver_type === 'heun' ? 'heun' : 'midpoint',
    thresholded: thresholding,
  };
}

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for a form that is none, or that cannot end clean as the config says. */
export function checkAlgorithm({ algorithm_type, final_sigmas_type }: Settings): void {
  if (algorithm_type.endsWith('dpmsolver') && final_sigmas_type === 'zero') {
    const expected = `"sigma_min" with algorithm_type ${algorithm_type}`;
    throw new InvalidArgumentError('config.final_sigmas_type', expected, final_sigmas_type);
  }
  check('config.algorithm_type', algorithm_type, [
    'dpmsolver++',
    'sde-dpmsolver++',
    'dpmsolver',
    'sde-dpmsolver',
    'deis',
  ]);
}
