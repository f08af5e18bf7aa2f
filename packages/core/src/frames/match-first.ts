import type { Feature } from '../features/feature.js';
import { type Image, matchColors } from '../image/index.js';

/**
 * Draws a frame's colours to those of the first one. Where frames are painted from each other, each would take a little off
 * the last one's, and after some dozens nothing of them is left.
 */
export const matchFirst = (first: Image): Feature => ({
  name: 'match-first',
  planned: ({ signal }) => ({ afterDecode: (image) => matchColors(image, first, { signal }) }),
});
