// What files say beside pixels: recipes are written into them, and how a WebP is to be turned is read.
export { writeRecipe } from '@overpaint/core/platform';
export { orient, remainingOrientation } from '../webp-orientation.js';
