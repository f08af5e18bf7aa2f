/**
 * The solvers of DPM-Solver's kin integrate dx = (linear part) + (network part) exactly in the linear part, over λ =
 * ln(alpha/sigma): `data` follows the clean estimate (DPM-Solver++, Lu et al. 2022, arXiv:2211.01095), `noise` the
 * noise estimate (DPM-Solver, Lu et al. 2022, arXiv:2206.00927), the `sde` forms the reverse SDE instead of the ODE.
 */
export type ExponentialForm = 'data' | 'noise' | 'sde-data' | 'sde-noise';

export interface ExponentialWeights {
  /** Of the latents. */
  readonly keep: number;
  /** Of the estimate and of its first and second derivative over λ (in units of the step h). */
  readonly derivatives: readonly [number, number, number];
  /** Of the drawn noise; 0 for the ODE forms. */
  readonly draw: number;
}

/**
 * The weights of one exponential step from level s to level t, h = λ_t − λ_s (arXiv:2211.01095, appendix):
 *     next = keep·latents + w₀·D₀ + w₁·D₁ + w₂·D₂ (+ draw·noise)
 * with w_k = ± scale · h·φ_{k+1}(z) of the phi functions φ₁(z) = (eᶻ−1)/z, φ_{k+1} = (φ_k − 1/k!)/z. `midpoint`
 * replaces w₁ by w₀/2. The third weight of the SDE form has the sign that diffusers gives it.
 */
export function exponentialWeights(
  form: ExponentialForm,
  solver: string,
  s: { alpha: number; sigma: number },
  t: { alpha: number; sigma: number },
): ExponentialWeights {
  const h = Math.log(t.alpha / s.alpha) - Math.log(t.sigma / s.sigma);
  const data = form === 'data' || form === 'sde-data';
  const z = form === 'data' ? -h : form === 'sde-data' ? -2 * h : h;
  const sign = data ? -1 : 1;
  const first = sign * Math.expm1(z);
  const second = solver === 'midpoint' ? first / 2 : sign * timesPhi2(z);
  const third = form === 'sde-data' ? -0.5 - phi2(z) : sign * (phi2(z) - 0.5);
  const scale = data ? t.alpha : form === 'noise' ? -t.sigma : -2 * t.sigma;
  const keep = data ? (t.sigma / s.sigma) * (form === 'data' ? 1 : Math.exp(-h)) : t.alpha / s.alpha;
  return { keep, derivatives: [scale * first, scale * second, scale * third], draw: t.sigma * spread(form, h) };
}

/** φ₂(z) = (eᶻ − 1 − z) / z², by its series where the difference would lose digits. */
function phi2(z: number): number {
  if (Math.abs(z) < 1e-3) return 1 / 2 + z / 6 + (z * z) / 24 + (z * z * z) / 120;
  return (Math.expm1(z) - z) / (z * z);
}

/** z·φ₂(z), also at z = −∞, where it is −1. */
function timesPhi2(z: number): number {
  return Math.abs(z) < 1e-3 ? z * phi2(z) : Math.expm1(z) / z - 1;
}

/** Size of the drawn noise at the end of a step. A step between equal levels has none, whatever the rounding. */
function spread(form: ExponentialForm, h: number): number {
  if (form === 'sde-data') return Math.sqrt(Math.max(-Math.expm1(-2 * h), 0));
  return form === 'sde-noise' ? Math.sqrt(Math.max(Math.expm1(2 * h), 0)) : 0;
}
