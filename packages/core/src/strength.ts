import { checkNumber } from './check.js';

/** Where artists' dial reads "no influence of the source". */
const noInfluence = 0.35;

/**
 * The artists' dial to the field's: strength = (1 − initStrength) / (1 − 0.35), so that 0.35 is strength 1 (no influence
 * of the source) and 1 is strength 0 (full replication). Below 0.35 it acts as 0.35.
 *
 * @example
 * ```ts
 * import { strengthFromInit } from '@overpaint/core';
 * strengthFromInit(0.6); // 0.615…
 * ```
 */
export function strengthFromInit(initStrength: number): number {
  checkNumber('initStrength', initStrength ?? null, 0, 1);
  return Math.min(1, Math.max(0, (1 - initStrength) / (1 - noInfluence)));
}

/** The way back: the initStrength (0.35–1) that names a strength (0–1). */
export function initFromStrength(strength: number): number {
  checkNumber('strength', strength ?? null, 0, 1);
  return 1 - strength * (1 - noInfluence);
}
