// What leaves out a part of the work. A page whose calls name no speed loads none of it.
export { speedPlanner } from '@overpaint/core/platform';
