import type { NoiseLevel } from '../noise/level.js';
import { type Evaluation, impliedNoise } from '../noise/prediction.js';
import { linearCombination, type Term } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import { type ExponentialForm, exponentialWeights } from './exponential.js';
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
export function dpm({ form, solver, thresholded }: DpmOptions, method: DpmMethod): Scheduler {
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
