import { logRatio, type NoiseLevel } from '../noise/level.js';
import { type Evaluation, impliedNoise } from '../noise/prediction.js';
import { linearCombination, type Term } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import { type ExponentialForm, exponentialWeights } from './exponential.js';
import { finalOrder } from './order.js';
import type { Scheduler } from './scheduler.js';

export interface DpmMultistepOptions {
  readonly form: ExponentialForm;
  /** 1, 2 or 3. */
  readonly order: number;
  readonly solver: string;
  /** Below 15 steps the last steps fall back to lower orders. */
  readonly lowerOrderFinal: boolean;
  readonly eulerAtFinal: boolean;
  /** The noise form follows the noise that the thresholded estimate implies. */
  readonly thresholded: boolean;
}

/**
 * DPM-Solver++ multistep, 2M and 3M (Lu et al. 2022, arXiv:2211.01095, algorithm 2), its SDE form 2M SDE, and the older
 * DPM-Solver multistep (arXiv:2206.00927). One network call a step; derivatives come from the estimates of earlier steps:
 *     D₁ = (m₀ − m₁) / r₀,  r₀ = h₋₁ / h        (order 2)
 *     and by the divided differences of three estimates (order 3)
 * It begins at order 1 and rises as its history fills. A step to the clean level is first order, since λ is infinite there.
 */
export function dpmMultistep(options: DpmMultistepOptions): Scheduler {
  const { form, solver } = options;
  const follow = estimateOf(form, options.thresholded);
  return {
    memory: 2,
    async step({ latents, from, to, denoise, gaussian, history, path }) {
      const asked = await denoise(latents, from);
      const draw = form.startsWith('sde') ? gaussian() : undefined;
      const order = Math.min(options.order, history.length + 1, to.sigma === 0 ? 1 : finalOrder(options, path));
      const weights = exponentialWeights(form, order === 2 ? solver : 'heun', from, to);
      const points = [asked, ...history].slice(0, order);
      const terms: [Term, ...Term[]] = [[weights.keep, latents]];
      const shares = multistepShares(
        points.map(({ level }) => level),
        to,
        weights.derivatives,
      );
      shares.forEach((share, i) => void terms.push([share, follow(points[i]!)]));
      if (draw !== undefined) terms.push([weights.draw, draw]);
      return { latents: linearCombination(...terms), clean: asked.clean, remember: asked };
    },
  };
}

/** The estimate that a form follows. */
export function estimateOf(form: ExponentialForm, thresholded: boolean): (point: Evaluation) => Tensor {
  if (form === 'data' || form === 'sde-data') return ({ clean }) => clean;
  return thresholded ? impliedNoise : ({ noise }) => noise;
}

/** The weights of the estimates m₀, m₁, m₂ (newest first) that give w₀·D₀ + w₁·D₁ + w₂·D₂. */
function multistepShares(
  levels: readonly NoiseLevel[],
  to: NoiseLevel,
  [w0, w1, w2]: readonly [number, number, number],
): number[] {
  if (levels.length === 1) return [w0];
  const [l0, l1, l2] = levels.map(logRatio);
  const h = logRatio(to) - l0!;
  const r0 = (l0! - l1!) / h;
  if (levels.length === 2) return [w0 + w1 / r0, -w1 / r0];
  const r1 = (l1! - l2!) / h;
  // D₁ = a + r0/(r0+r1)·(a − b), D₂ = (a − b)/(r0+r1) with a = (m₀−m₁)/r0, b = (m₁−m₂)/r1
  const a = w1 + (w1 * r0 + w2) / (r0 + r1);
  const b = -(w1 * r0 + w2) / (r0 + r1);
  return [w0 + a / r0, -a / r0 + b / r1, -b / r1];
}
