import type { RecipeDifference, Size } from '../../index.js';
import type { PixelDifference } from '../compare-pixels.js';

/** How far pictures are apart, in words: `up to 9 of 255, 0.12 on average, in 3.4 % of the pixels`. */
export const farApart = ({ largest, mean, share }: PixelDifference): string =>
  `up to ${largest} of 255, ${mean.toFixed(2)} on average, in ${(100 * share).toFixed(1)} % of the pixels`;

/** @param again how large it came out. */
export const otherSize = (before: Size, again: Size): string =>
  `came out in another size: ${again.width} × ${again.height}, not ${before.width} × ${before.height}`;

/** Why pictures differ, as far as recipes tell; `lossy` where they are compared after the same coding. */
export function causeOf(changed: readonly RecipeDifference[], { lossy }: { readonly lossy: boolean }): string {
  if (changed.length > 0) return ' What differs:';
  const quality = lossy ? ', another --quality' : '';
  return ` Nothing that recipes hold differs: it was another machine${quality}, or it was changed since.`;
}

export const describeChange = ({ what, before, now }: RecipeDifference): string =>
  `${what}: ${short(before)} → ${short(now)}`;

/** A value as one short text. */
function short(value: unknown): string {
  if (value === undefined) return 'none';
  const { sha256 } = (value ?? {}) as { sha256?: unknown };
  const text = typeof sha256 === 'string' ? sha256 : typeof value === 'string' ? value : JSON.stringify(value);
  if (/^[0-9a-f]{64}$/.test(text)) return `sha256 ${text.slice(0, 12)}…`;
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
