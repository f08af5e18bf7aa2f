export interface BetaOptions {
  readonly num_train_timesteps: number;
  readonly beta_start: number;
  readonly beta_end: number;
  readonly beta_schedule: string;
  readonly trained_betas: readonly number[] | null;
  readonly rescale_betas_zero_snr?: boolean;
}

/**
 * ᾱ(t) = Π (1 − β): how much of the signal's energy is left at each training timestep, falling from nearly 1 to nearly
 * 0.
 *
 * - `linear`: β even between its ends (Ho et al. 2020, arXiv:2006.11239).
 * - `scaled_linear`: √β even between the roots of its ends (latent diffusion, Rombach et al. 2022, arXiv:2112.10752).
 * - `squaredcos_cap_v2`: ᾱ a squared cosine, β at most 0.999 (Nichol and Dhariwal 2021, arXiv:2102.09672, eq. 17).
 * - `trained_betas` replaces all of them.
 *
 * `rescale_betas_zero_snr` moves and stretches √ᾱ so that the last is 0 (Lin et al. 2023, arXiv:2305.08891, algorithm
 * 1).
 *
 * The table is rounded to float32 where torch rounds it, since the models know it so: near the noisy end of a cosine
 * table and where a timestep is cut to a whole number, the last bit shows.
 */
export function alphaBars(options: BetaOptions): Float32Array {
  const trained = cumulated(Float32Array.from(betas(options)));
  return options.rescale_betas_zero_snr ? cumulated(withoutTerminalSignal(trained)) : trained;
}

function cumulated(betas: Float32Array): Float32Array {
  let product = 1;
  return betas.map((beta) => {
    product *= Math.fround(1 - beta); // a double, of which the table keeps float32
    return product;
  });
}

function betas(options: BetaOptions): ArrayLike<number> {
  const { num_train_timesteps: count, beta_start, beta_end, beta_schedule, trained_betas } = options;
  if (trained_betas !== null) return trained_betas;
  if (beta_schedule === 'linear') return even(beta_start, beta_end, count);
  if (beta_schedule === 'scaled_linear') {
    return even(Math.sqrt(beta_start), Math.sqrt(beta_end), count).map((root) => root * root);
  }
  const bar = (t: number) => Math.cos(((t + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
  return Array.from({ length: count }, (_, i) => Math.min(1 - bar((i + 1) / count) / bar(i / count), 0.999));
}

/** Even steps in float32, counted from the nearer end as torch's linspace does. */
function even(start: number, end: number, count: number): Float32Array {
  const [from, to] = [Math.fround(start), Math.fround(end)];
  const step = count > 1 ? Math.fround(Math.fround(to - from) / (count - 1)) : 0;
  return new Float32Array(count).map((_, i) =>
    i < count >> 1 || count === 1 ? from + step * i : to - step * (count - 1 - i),
  );
}

/**
 * The betas of a table whose √ᾱ is moved to end at 0 and stretched to begin where it did; rounded at each step, as in
 * torch.
 */
function withoutTerminalSignal(bars: Float32Array): Float32Array {
  const roots = bars.map(Math.sqrt);
  const [first, last] = [roots[0]!, roots.at(-1)!];
  const stretch = Math.fround(first / Math.fround(first - last));
  const moved = roots.map((root) => Math.fround(root - last) * stretch).map((root) => root * root);
  return moved.map((bar, i) => 1 - Math.fround(i === 0 ? bar : bar / moved[i - 1]!));
}
