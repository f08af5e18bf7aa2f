import type { Curve } from './curves.js';

const width = 860;
const height = 560;
const box = { left: 80, right: 640, top: 50, bottom: 500 };

/** Error over network calls as an SVG, both axes logarithmic: a method of order p falls along a line of slope −p. */
export function plotCurves(curves: readonly Curve[], title: string): string {
  const points = curves.flatMap((curve) => curve.points);
  const [fewest, most] = bounds(points.map(({ calls }) => calls));
  const [least, largest] = bounds(points.map(({ error }) => Math.max(error, 1e-7)));
  const x = scale(fewest, most, box.left, box.right);
  const y = scale(10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(largest)), box.bottom, box.top);
  const parts = [
    text(box.left, 28, title, 'font-size="16" font-weight="600"'),
    text((box.left + box.right) / 2, 540, 'network calls', 'text-anchor="middle"'),
    text(22, 275, 'error', 'text-anchor="middle" transform="rotate(-90 22 275)"'),
  ];
  for (const calls of [2, 5, 10, 20, 50, 100, 200, 500].filter((value) => value >= fewest && value <= most)) {
    parts.push(
      grid(x(calls), box.top, x(calls), box.bottom),
      text(x(calls), box.bottom + 18, `${calls}`, 'text-anchor="middle"'),
    );
  }
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(largest)); power++) {
    const at = y(10 ** power);
    parts.push(grid(box.left, at, box.right, at), text(box.left - 8, at + 4, `1e${power}`, 'text-anchor="end"'));
  }
  const colour = (index: number) => `hsl(${Math.round((index * 360) / curves.length)} 65% ${index % 2 ? 38 : 52}%)`;
  // Names stand by the ends of their lines, moved apart where they would overlap.
  const labels = curves
    .map(({ scheduler, points, slope }, index) => ({
      index,
      name: `${scheduler} (${slope.toFixed(1)})`,
      end: points.at(-1)!,
    }))
    .sort((a, b) => b.end.error - a.end.error);
  let free = box.top;
  for (const { index, name, end } of labels) {
    const wanted = y(Math.max(end.error, 1e-7));
    const at = Math.max(wanted, free);
    free = at + 17;
    parts.push(
      `<path d="M${x(end.calls) + 4} ${wanted}L${box.right + 28} ${at}" stroke="${colour(index)}" stroke-width="0.7" fill="none"/>`,
      text(box.right + 32, at + 4, name, `fill="${colour(index)}"`),
    );
  }
  for (const [index, { points }] of curves.entries()) {
    const line = points.map(({ calls, error }) => `${x(calls).toFixed(1)} ${y(Math.max(error, 1e-7)).toFixed(1)}`);
    parts.push(`<path d="M${line.join('L')}" stroke="${colour(index)}" stroke-width="2" fill="none"/>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${height}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function bounds(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  return (value) => start + ((Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from))) * (end - start);
}

function grid(x1: number, y1: number, x2: number, y2: number): string {
  return `<path d="M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}" stroke="#ddd" fill="none"/>`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${content}</text>`;
}
