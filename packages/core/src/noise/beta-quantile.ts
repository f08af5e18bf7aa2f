/**
 * The quantile function of the Beta distribution of two equal shapes up to 1: the x below which a share `p` of it lies.
 * Newton's method on the incomplete beta function, which is concave up to ½, so that it closes in from below; beyond ½
 * by symmetry.
 */
export function betaQuantile(p: number, shape: number): number {
  if (p > 0.5) return 1 - betaQuantile(1 - p, shape);
  const area = 2 * p * incompleteBeta(0.5, shape);
  let x = (area * shape) ** (1 / shape); // by the first term of the series
  for (let i = 0; i < 8; i++) x -= (incompleteBeta(x, shape) - area) / (x - x * x) ** (shape - 1);
  return x;
}

/** ∫₀ˣ (t − t²)^(shape − 1) dt as a power series (DLMF 8.17.7 with 15.2.1); 80 terms are exact up to x = 0.6. */
function incompleteBeta(x: number, shape: number): number {
  let term = x ** shape;
  let sum = 0;
  for (let n = 0; n < 80; n++) {
    sum += term / (shape + n);
    term *= (x * (n + 1 - shape)) / (n + 1);
  }
  return sum;
}
