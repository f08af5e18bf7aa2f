// What repaints a part of the picture. A page that uses no mask loads none of it.
export { maskFeature } from '@overpaint/core/platform';
