import { buildApp } from './build-app.js';

/** Before the first browser test. */
export default buildApp;
