import { logRatio } from '../noise/level.js';
import { type DpmOptions, dpmSolver } from './dpm-solver.js';
import type { Scheduler } from './scheduler.js';

export interface DpmSinglestepOptions extends DpmOptions {
  readonly lowerOrderFinal: boolean;
  /** Whether the schedule ends clean, so that its last step must be first order. */
  readonly endsClean: boolean;
}

/**
 * DPM-Solver++ singlestep, 2S and 3S (Lu et al. 2022, arXiv:2211.01095, algorithm 1; DPM-Solver-2 and -3,
 * arXiv:2206.00927): steps go in groups of `order`. The first of a group is first order; each further one starts again
 * **from the group's beginning** and uses the estimates since then. diffusers counts every step of a group as a step of
 * the schedule, so there is one network call a step here too, and the groups are those of the whole schedule, before
 * strength cuts it.
 */
export function dpmSinglestep(options: DpmSinglestepOptions): Scheduler {
  const midpoint = options.solver === 'midpoint';
  return dpmSolver(options, {
    restarts: true,
    order: ({ levels, index }) => plannedOrder(options, levels.length - 1, index),
    shares(levels, to, [w0, w1, w2]) {
      // a = (m₁ − m₂)/r₁ and b = (m₀ − m₂)/r₀ are the slopes from the group's first estimate.
      const start = logRatio(levels.at(-1)!);
      const h = logRatio(to) - start;
      const [r0, r1] = levels.map((level) => (logRatio(level) - start) / h) as [number, number];
      if (levels.length === 2) return [w1 / r0, w0 - w1 / r0];
      // midpoint: D₁ = b alone. heun: D₁ = (r₀·a − r₁·b)/(r₀ − r₁), D₂ = 2·(b − a)/(r₀ − r₁).
      const a = midpoint ? 0 : (w1 * r0 - 2 * w2) / (r0 - r1);
      const b = midpoint ? w1 : (2 * w2 - w1 * r1) / (r0 - r1);
      return [b / r0, a / r1, w0 - a / r1 - b / r0];
    },
  });
}

/**
 * The order of a step: groups 1, 2 or 1, 2, 3, of which the schedule's last is cut where it must end at first order.
 */
function plannedOrder(
  { order, lowerOrderFinal, endsClean }: DpmSinglestepOptions,
  steps: number,
  index: number,
): number {
  const last = index === steps - 1;
  if (last && (endsClean || (lowerOrderFinal && steps % order === 0))) return 1;
  return (index % order) + 1;
}
