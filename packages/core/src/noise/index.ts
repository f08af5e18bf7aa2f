export { addNoise } from './add-noise.js';
export { shiftForSize } from './flow-shift.js';
export type { NoiseLevel } from './level.js';
export type { Evaluation, Prediction, PredictionType } from './prediction.js';
export type { SigmaSpacing } from './sigma-spacing.js';
export type { StrengthRule } from './strength.js';
