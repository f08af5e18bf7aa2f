import { InvalidArgumentError } from '../errors/index.js';
import type { SpeedSettings } from './speed-options.js';

export type DeepReuseSettings = Extract<NonNullable<SpeedSettings['reuse']>, { every: number }>;

/**
 * Which calls of the network are worked out in full, of so many: every N-th (Ma et al. 2023, arXiv:2312.00858, section 3.3),
 * or as many that lie densest around one (section 3.4: steps of equal length between the roots of both distances, raised back
 * to their power). There the published program takes roots of negative numbers, which are complex, and cuts off the
 * imaginary part of what comes of it; so does this. Where too few whole numbers come of a power, a smaller one is taken.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` where no power gives as many.
 */
export function fullCalls(total: number, { every, centre, power = 1.2 }: DeepReuseSettings): ReadonlySet<number> {
  const wanted = Math.ceil(total / every);
  if (centre === undefined || every === 1) return new Set(Array.from({ length: wanted }, (_, i) => i * every));
  const densest = Math.trunc(centre * total);
  for (let lowered = power; lowered > 1; lowered -= 0.02) {
    const calls = spread(total, wanted, densest, lowered);
    if (calls.size === wanted) return calls;
  }
  throw new InvalidArgumentError(
    'speed.reuse.centre',
    `a place among ${total} calls around which ${wanted} full ones can lie`,
    centre,
    'Take a smaller one, another `every`, or none: they then lie evenly.',
  );
}

function spread(total: number, wanted: number, densest: number, power: number): Set<number> {
  const first = complexRoot(-densest, power);
  const last = complexRoot(total - densest, power);
  const places = Array.from({ length: wanted + 1 }, (_, i) => {
    const share = i / wanted;
    const real = i === wanted ? last.real : first.real + share * (last.real - first.real);
    const imaginary = i === wanted ? last.imaginary : first.imaginary + share * (last.imaginary - first.imaginary);
    return Math.trunc(Math.hypot(real, imaginary) ** power * Math.cos(power * Math.atan2(imaginary, real)));
  });
  const ascending = [...new Set(places)].sort((a, b) => a - b);
  return new Set([0, ...ascending.slice(1, -1).map((place) => place + densest)]);
}

/** The principal root of a number that may be negative. */
function complexRoot(value: number, power: number): { real: number; imaginary: number } {
  const size = Math.abs(value) ** (1 / power);
  const angle = value < 0 ? Math.PI / power : 0;
  return { real: size * Math.cos(angle), imaginary: value < 0 ? size * Math.sin(angle) : 0 };
}
