// What repaints a part of the picture, and what draws its colours back. A page that asks for neither loads none of it.
export { colorMatch, maskFeature } from '@overpaint/core/platform';
