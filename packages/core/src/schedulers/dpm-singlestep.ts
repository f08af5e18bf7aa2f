import { logRatio, type NoiseLevel } from '../noise/level.js';
import { linearCombination, type Term } from '../tensor/linear-combination.js';
import { estimateOf } from './dpm-multistep.js';
import { type ExponentialForm, exponentialWeights } from './exponential.js';
import type { Scheduler } from './scheduler.js';

export interface DpmSinglestepOptions {
  readonly form: ExponentialForm;
  /** 1, 2 or 3. */
  readonly order: number;
  readonly solver: string;
  readonly lowerOrderFinal: boolean;
  /** Whether the schedule ends clean, so that its last step must be first order. */
  readonly endsClean: boolean;
  readonly thresholded: boolean;
}

/**
 * DPM-Solver++ singlestep, 2S and 3S (Lu et al. 2022, arXiv:2211.01095, algorithm 1; DPM-Solver-2 and -3, arXiv:2206.00927): steps go
 * in groups of `order`. The first of a group is first order; each further one starts again **from the group's beginning** and
 * uses the estimates since then. diffusers counts every step of a group as a step of the schedule, so there is one network call
 * a step here too, and the groups are those of the whole schedule, before strength cuts it.
 */
export function dpmSinglestep(options: DpmSinglestepOptions): Scheduler {
  const { form, solver } = options;
  const follow = estimateOf(form, options.thresholded);
  return {
    memory: 2,
    async step({ latents, from, to, denoise, gaussian, history, path }) {
      const asked = await denoise(latents, from);
      const draw = form.startsWith('sde') ? gaussian() : undefined;
      const planned = groupOrders(options, path.levels.length - 1)[path.index] ?? 1;
      const order = to.sigma === 0 ? 1 : Math.min(planned, history.length + 1);
      const points = [asked, ...history].slice(0, order);
      const start = points.at(-1)!;
      const weights = exponentialWeights(form, order === 3 ? 'heun' : solver, start.level, to);
      const shares = singlestepShares(
        points.map(({ level }) => level),
        to,
        weights.derivatives,
        solver,
      );
      const terms: [Term, ...Term[]] = [[weights.keep, order === 1 ? latents : start.latents]];
      for (const [i, share] of shares.entries()) terms.push([share, follow(points[i]!)]);
      if (draw !== undefined) terms.push([weights.draw, draw]);
      return { latents: linearCombination(...terms), clean: asked.clean, remember: asked };
    },
  };
}

/** The order of each step of a schedule: groups 1, 2 or 1, 2, 3, with a tail of lower orders where they do not fit. */
function groupOrders({ order, lowerOrderFinal, endsClean }: DpmSinglestepOptions, steps: number): number[] {
  const lower = lowerOrderFinal || endsClean || steps % order !== 0;
  const orders = Array.from({ length: steps }, (_, i) => (i % order) + 1);
  if (lower && steps % order === 0) {
    // A last whole group would end at full order: 3S ends 1, 2, 1 and 2S ends 1, 1.
    orders[steps - 1] = 1;
  }
  if (endsClean) orders[steps - 1] = 1;
  return orders;
}

/** The weights of the estimates (newest first, the group's first last) that give w₀·D₀ + w₁·D₁ + w₂·D₂. */
function singlestepShares(
  levels: readonly NoiseLevel[],
  to: NoiseLevel,
  [w0, w1, w2]: readonly [number, number, number],
  solver: string,
): number[] {
  if (levels.length === 1) return [w0];
  const start = logRatio(levels.at(-1)!);
  const h = logRatio(to) - start;
  const r0 = (logRatio(levels[0]!) - start) / h;
  // a = (m₁ − m₂)/r₁ and b = (m₀ − m₂)/r₀ are the slopes from the group's first estimate.
  if (levels.length === 2) return [w1 / r0, w0 - w1 / r0];
  const r1 = (logRatio(levels[1]!) - start) / h;
  // midpoint: D₁ = b alone. heun: D₁ = (r₀·a − r₁·b)/(r₀ − r₁), D₂ = 2·(b − a)/(r₀ − r₁).
  const a = solver === 'midpoint' ? 0 : (w1 * r0 - 2 * w2) / (r0 - r1);
  const b = solver === 'midpoint' ? w1 : (2 * w2 - w1 * r1) / (r0 - r1);
  return [b / r0, a / r1, w0 - a / r1 - b / r0];
}
