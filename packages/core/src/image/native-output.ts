import type { Size } from './rectangle.js';

/** How far the area may be from the native one for the sake of a size that the network's grid is filled by. */
const AREA_TOLERANCE = 0.1;
/** The shortest side of a picture, in pixels. */
export const MIN_SIDE = 16;

/**
 * The size a picture gets when none is asked: the source's aspect ratio at about the model's native area.
 *
 * Of the sizes with exactly the native area and those that fill a side of the network's grid within 10 % of it, the one
 * that needs the least padding: a 4:3 photo at 512² becomes 576 × 432 (padded to 576 × 448), not 591 × 443 (padded to
 * 640 × 448), which costs 11 % more. Sides are even, because video and JPEG halve colour; the aspect ratio is met within
 * that rounding. Longer than 64:1 the short side is below the grid, so that the long one is bounded and cut.
 */
export function nativeOutput(source: Size, nativeSize: number, multiple: number): Size {
  const aspect = source.width / source.height;
  const area = nativeSize ** 2;
  const longest = Math.max(nativeSize, area / multiple);
  const ideal = {
    width: Math.min(longest, nativeSize * Math.sqrt(aspect)),
    height: Math.min(longest, nativeSize / Math.sqrt(aspect)),
  };
  let best = even(ideal);
  for (const width of neighbours(ideal.width, multiple)) {
    for (const height of neighbours(ideal.height, multiple)) {
      const inside = Math.min(width / aspect, height);
      const size = even({ width: inside * aspect, height: inside });
      const near = Math.abs((size.width * size.height) / area - 1) <= AREA_TOLERANCE;
      if (near && waste(size, multiple) < waste(best, multiple)) best = size;
    }
  }
  return best;
}

/** The size a picture gets where a network takes one only: the source's aspect ratio, as large as it fits in. */
export function fittingInto(source: Size, within: Size): Size {
  const scale = Math.min(within.width / source.width, within.height / source.height);
  const { width, height } = even({ width: source.width * scale, height: source.height * scale });
  return { width: Math.min(width, within.width), height: Math.min(height, within.height) };
}

/** Padded area by area, 1 when the grid is filled. */
function waste({ width, height }: Size, multiple: number): number {
  return (Math.ceil(width / multiple) * multiple * Math.ceil(height / multiple) * multiple) / (width * height);
}

function neighbours(length: number, multiple: number): number[] {
  return [Math.floor(length / multiple), Math.ceil(length / multiple)].filter((n) => n > 0).map((n) => n * multiple);
}

function even({ width, height }: Size): Size {
  const round = (length: number) => Math.max(MIN_SIDE, 2 * Math.round(length / 2));
  return { width: round(width), height: round(height) };
}
