// What leaves out a part of the work, and what does it window by window. A page whose calls name no speed and no large size
// loads none of it.
export { speedPlanner, tiling } from '@overpaint/core/platform';
