// What steers a call by a control picture. A page that uses no ControlNet loads none of it.
export { controlTools } from '@overpaint/core/platform';
