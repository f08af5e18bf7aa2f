import type { SchedulerName } from '../../packages/core/src/schedulers/index.js';
import type { Tensor } from '../../packages/core/src/tensor/tensor.js';
import type { Solve } from './solve.js';

/** A scheduler's errors against the reference solution, by the network calls that they cost. */
export interface Curve {
  readonly scheduler: SchedulerName;
  readonly points: readonly {
    readonly steps: number;
    readonly calls: number;
    readonly seconds: number;
    readonly error: number;
  }[];
  /** How fast the error falls: error ∝ calls^−slope, fitted over the points. */
  readonly slope: number;
}

/**
 * Runs every scheduler at every number of steps and compares where it ends with a reference solution of the same ODE
 * from the same noisy latents: the relative root mean square of the difference.
 */
export async function errorCurves(
  solve: Solve,
  names: readonly SchedulerName[],
  steps: readonly number[],
  reference: (name: SchedulerName) => Promise<Tensor>,
  report: (line: string) => void = () => {},
): Promise<Curve[]> {
  const curves: Curve[] = [];
  for (const scheduler of names) {
    const exact = await reference(scheduler);
    const points = [];
    for (const count of steps) {
      const started = performance.now();
      const { latents, calls } = await solve(scheduler, count);
      const seconds = (performance.now() - started) / 1000;
      points.push({ steps: count, calls, seconds, error: distance(latents, exact) });
    }
    curves.push({ scheduler, points, slope: slopeOf(points) });
    report(
      `${scheduler.padEnd(16)} ${points.map(({ calls, error }) => `${calls}: ${error.toExponential(1)}`).join('  ')}`,
    );
  }
  return curves;
}

/** Root mean square of the difference, as a share of the reference's own. */
export function distance({ data }: Tensor, { data: exact }: Tensor): number {
  let difference = 0;
  let size = 0;
  for (const [i, value] of exact.entries()) {
    difference += (data[i]! - value) ** 2;
    size += value ** 2;
  }
  return Math.sqrt(difference / size);
}

/** Slope of the straight line through (ln calls, −ln error), over the points where float32 rounding does not show. */
export function slopeOf(points: readonly { readonly calls: number; readonly error: number }[]): number {
  const used = points
    .filter(({ error }) => error > 1e-5)
    .map(({ calls, error }) => [Math.log(calls), -Math.log(error)]);
  const mean = (index: number) => used.reduce((sum, point) => sum + point[index]!, 0) / used.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = used.reduce((sum, [a, b]) => sum + (a! - x) * (b! - y), 0);
  return covariance / used.reduce((sum, [a]) => sum + (a! - x) ** 2, 0);
}
