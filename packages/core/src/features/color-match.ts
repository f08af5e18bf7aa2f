import { cropBack, matchColors } from '../image/index.js';
import type { Feature } from './feature.js';

/** Draws the result's colour statistics back to those of the source, as it was fitted. A source that nothing repaints has them. */
export const colorMatch: Feature = {
  name: 'color-match',
  planned: ({ plan, fitted, signal }) =>
    plan.strength === 0
      ? {}
      : { afterDecode: (image) => matchColors(image, cropBack(fitted, plan.fit), signal ? { signal } : {}) },
};
