import { workerMain } from './worker.js';

/** The worker's program as text. The built package holds it as a literal (scripts/inline-worker.ts). */
export const workerSource = `(${workerMain.toString()})(require)`;
