import { InvalidArgumentError } from '../errors/index.js';

/** The beta schedules that diffusion models are trained with, by the name in scheduler_config.json. */
export const betaSchedules = ['linear', 'scaled_linear', 'squaredcos_cap_v2'] as const;

export interface BetaOptions {
  readonly num_train_timesteps: number;
  readonly beta_start: number;
  readonly beta_end: number;
  readonly beta_schedule: string;
  readonly trained_betas: readonly number[] | null;
  readonly rescale_betas_zero_snr: boolean;
}

/**
 * ᾱ(t) = Π (1 − β): how much of the signal's energy is left at each training timestep, falling from nearly 1 to nearly 0.
 *
 * - `linear`: β even between its ends (Ho et al. 2020, arXiv:2006.11239).
 * - `scaled_linear`: √β even between the roots of its ends (latent diffusion, Rombach et al. 2022, arXiv:2112.10752).
 * - `squaredcos_cap_v2`: ᾱ a squared cosine, β at most 0.999 (Nichol and Dhariwal 2021, arXiv:2102.09672, eq. 17).
 * - `trained_betas` replaces all of them.
 *
 * `rescale_betas_zero_snr` moves and stretches √ᾱ so that the last is 0 (Lin et al. 2023, arXiv:2305.08891, algorithm 1).
 *
 * @throws {@link InvalidArgumentError} `INVALID_ARGUMENT` for an unknown schedule or betas outside (0, 1).
 */
export function alphaBars(options: BetaOptions): Float64Array {
  let product = 1;
  const bars = Float64Array.from(betas(options), (beta) => {
    product *= 1 - beta;
    return product;
  });
  return options.rescale_betas_zero_snr ? withoutTerminalSignal(bars) : bars;
}

function betas({
  num_train_timesteps: count,
  beta_start,
  beta_end,
  beta_schedule,
  trained_betas,
}: BetaOptions): number[] {
  const between = (from: number, to: number) =>
    Array.from({ length: count }, (_, i) => (count === 1 ? from : from + ((to - from) * i) / (count - 1)));
  if (trained_betas !== null) {
    const valid = trained_betas.length > 0 && trained_betas.every((beta) => beta >= 0 && beta < 1);
    if (!valid) throw new InvalidArgumentError('config.trained_betas', 'numbers from 0 to below 1', trained_betas);
    return [...trained_betas];
  }
  if (beta_schedule === 'linear') return between(beta_start, beta_end);
  if (beta_schedule === 'scaled_linear')
    return between(Math.sqrt(beta_start), Math.sqrt(beta_end)).map((root) => root ** 2);
  if (beta_schedule === 'squaredcos_cap_v2') {
    const bar = (t: number) => Math.cos(((t + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
    return Array.from({ length: count }, (_, i) => Math.min(1 - bar((i + 1) / count) / bar(i / count), 0.999));
  }
  throw new InvalidArgumentError('config.beta_schedule', `one of ${betaSchedules.join(', ')}`, beta_schedule);
}

function withoutTerminalSignal(bars: Float64Array): Float64Array {
  const roots = bars.map(Math.sqrt);
  const first = roots[0]!;
  const last = roots.at(-1)!;
  return roots.map((root) => (((root - last) * first) / (first - last)) ** 2);
}
