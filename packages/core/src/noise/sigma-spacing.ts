import { betaQuantile } from './beta-quantile.js';

/** How noise levels lie between the largest and the smallest σ. `default` follows the training table's timesteps. */
export type SigmaSpacing = 'default' | 'karras' | 'exponential' | 'beta' | 'lu';

/**
 * σ at a ramp of 0 (largest) … 1 (smallest).
 *
 * - `karras`: even in σ^(1/ρ), ρ = 7 (Karras et al. 2022, arXiv:2206.00364, eq. 5).
 * - `exponential`: even in ln σ.
 * - `beta`: quantiles of the Beta(0.6, 0.6) distribution, dense at both ends (Lee et al. 2024, arXiv:2407.12173).
 * - `lu`: even in λ (Lu et al. 2022, arXiv:2206.00927), which is `exponential` on the whole table.
 */
export function sigmaAtRamp(
  spacing: Exclude<SigmaSpacing, 'default'>,
  largest: number,
  smallest: number,
  rho = 7,
): (ramp: number) => number {
  if (spacing === 'karras') {
    const from = largest ** (1 / rho);
    const to = smallest ** (1 / rho);
    return (ramp) => (from + ramp * (to - from)) ** rho;
  }
  if (spacing === 'beta') return (ramp) => smallest + betaQuantile(1 - ramp, 0.6) * (largest - smallest);
  // λ is a float32 tensor there, whose last bit decides where a timestep is cut.
  const log = spacing === 'lu' ? (sigma: number) => Math.fround(Math.log(sigma)) : Math.log;
  const from = log(largest);
  const to = log(smallest);
  return (ramp) => Math.exp(from + ramp * (to - from));
}
