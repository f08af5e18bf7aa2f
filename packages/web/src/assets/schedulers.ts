// How most calls do not step. A page whose calls name none of these methods loads none of them.
export { makeScheduler } from '@overpaint/core/platform';
