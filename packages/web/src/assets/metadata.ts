// What comes beside painting: recipes are written into files, how a WebP is to be turned is read, and latents are shown on their way.
export { fitLinearPreview, writeRecipe } from '@overpaint/core/platform';
export { orient, remainingOrientation } from '../webp-orientation.js';
