import type { Grey } from './mask.js';
import type { Rectangle, Size } from './rectangle.js';

/**
 * The part of a picture to repaint when only the masked area goes through the network: the smallest rectangle around
 * all that is not 0, `margin` pixels more on each side, and grown along one axis to the aspect ratio of `size`; moved
 * back inside where it leaves the picture, and cut where it is larger. As diffusers' `get_crop_region`.
 *
 * @returns nothing when the mask is empty
 */
export function maskRegion(mask: Grey, size: Size, margin: number): Rectangle | undefined {
  const bounds = maskBounds(mask, margin);
  if (!bounds) return undefined;
  const { width, height } = bounds;
  const across = { from: bounds.x, to: bounds.x + width };
  const down = { from: bounds.y, to: bounds.y + height };
  const aspect = size.width / size.height;
  const wide = width / height > aspect;
  const x = wide ? across : grow(across, Math.trunc(height * aspect - width), mask.width);
  const y = wide ? grow(down, Math.trunc(width / aspect - height), mask.height) : down;
  return { x: x.from, y: y.from, width: x.to - x.from, height: y.to - y.from };
}

/** The smallest rectangle around all of a mask that is not 0, `margin` pixels more on each side, within the picture. */
export function maskBounds(mask: Grey, margin: number): Rectangle | undefined {
  const bounds = boundsOf(mask);
  if (!bounds) return undefined;
  const across = widen(bounds.left, bounds.right, margin, mask.width);
  const down = widen(bounds.top, bounds.bottom, margin, mask.height);
  return { x: across.from, y: down.from, width: across.to - across.from, height: down.to - down.from };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function boundsOf({ width, height, data }: Grey) {
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (data[i] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = y + 1;
    }
  }
  return bottom > 0 ? { left, right, top, bottom } : undefined;
}

const widen = (from: number, to: number, margin: number, length: number): Span => ({
  from: Math.max(0, from - margin),
  to: Math.min(length, to + margin),
});

function grow({ from, to }: Span, by: number, length: number): Span {
  const start = from - Math.floor(by / 2);
  const size = to - from + by;
  const inside = Math.max(0, Math.min(start, length - size));
  return { from: inside, to: Math.min(length, inside + size) };
}
