/**
 * The quantile function of the Beta distribution: the x for which the regularised incomplete beta function is `p`.
 * Newton's method on it, kept inside a shrinking bracket; the function itself by Lentz's continued fraction (Press et
 * al., Numerical Recipes, §6.4).
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b));
  let low = 0;
  let high = 1;
  let x = p;
  for (let i = 0; i < 200; i++) {
    const error = incompleteBeta(x, a, b, scale) - p;
    if (error > 0) high = x;
    else low = x;
    const newton = x - error / (scale * x ** (a - 1) * (1 - x) ** (b - 1));
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-15 * x) return next;
    x = next;
  }
  return x;
}

function incompleteBeta(x: number, a: number, b: number, scale: number): number {
  // The fraction converges fast below the mean only; above it, by symmetry, from the other side.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a, scale);
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d || tiny);
      c = 1 + term / c || tiny;
      change = c * d;
      fraction *= change;
    }
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return ((scale * x ** a * (1 - x) ** b) / a) * fraction;
}

/** ln Γ by Lanczos' approximation (g = 7, 9 terms), accurate to 15 digits for positive arguments. */
function logGamma(x: number): number {
  const series = lanczos.reduce((sum, coefficient, i) => sum + (i === 0 ? coefficient : coefficient / (x - 1 + i)), 0);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
