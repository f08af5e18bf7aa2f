/**
 * The weights of an exponential Adams method: for each node x_j the integral of its Lagrange polynomial,
 *     ∫ from…to L_j(x) · e^(rate·(x − to)) dx,  L_j(x) = Π_{k≠j} (x − x_k) / (x_j − x_k)
 * which LMS (rate 0, over σ), DEIS (rate 1, over ln σ) and SA-Solver (over λ) share. By Gauss-Legendre quadrature with
 * 16 nodes: exact for rate 0, and to double precision for the steps that occur, without the cancellation of the closed
 * forms.
 */
export function adamsWeights(nodes: readonly number[], from: number, to: number, rate: number): number[] {
  const middle = (from + to) / 2;
  const half = (to - from) / 2;
  return nodes.map((node, j) => {
    let sum = 0;
    for (const [point, weight] of gaussLegendre) {
      const x = middle + half * point;
      let product = weight * Math.exp(rate * (x - to));
      nodes.forEach((other, k) => {
        if (k !== j) product *= (x - other) / (node - other);
      });
      sum += product;
    }
    return half * sum;
  });
}

/** Nodes and weights on −1 … 1: the roots of the Legendre polynomial of degree 16 by Newton's method. */
const gaussLegendre: readonly (readonly [number, number])[] = /* @__PURE__ */ Array.from({ length: 16 }, (_, i) => {
  const degree = 16;
  let x = Math.cos((Math.PI * (i + 0.75)) / (degree + 0.5));
  let slope = 0;
  for (let iteration = 0; iteration < 100; iteration++) {
    let previous = 1;
    let value = x;
    for (let n = 2; n <= degree; n++) [previous, value] = [value, ((2 * n - 1) * x * value - (n - 1) * previous) / n];
    slope = (degree * (x * value - previous)) / (x * x - 1);
    const step = value / slope;
    x -= step;
    if (Math.abs(step) < 1e-16) break;
  }
  return [x, 2 / ((1 - x * x) * slope * slope)] as const;
});
