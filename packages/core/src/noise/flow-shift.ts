import { checkNumber, checkObject } from '../check.js';

/**
 * Moves flow σ towards noise, which large pictures need (Esser et al. 2024, arXiv:2403.03206, eq. 23):
 * σ′ = shift·σ / (1 + (shift − 1)·σ).
 */
export function shiftFlow(sigma: number, shift: number): number {
  return (shift * sigma) / (1 + (shift - 1) * sigma);
}

/** Stretches falling flow σ so that the last becomes `terminal` (shift_terminal). */
export function stretchToTerminal(sigma: number, last: number, terminal: number): number {
  return 1 - ((1 - sigma) * (1 - terminal)) / (1 - last);
}

/**
 * mu for a picture of `tokens` latent patches: on the line through (base_image_seq_len, base_shift) and
 * (max_image_seq_len, max_shift) of a flow model's scheduler_config.json, as FLUX and its kin take it.
 *
 * @param tokens (width/16)·(height/16) for FLUX
 * @example
 * ```ts
 * import { createSchedule, shiftForSize } from '@overpaint/core';
 * const config = { _class_name: 'FlowMatchEulerDiscreteScheduler', use_dynamic_shifting: true };
 * const mu = shiftForSize(config, 64 * 64); // 1024 × 1024: 1.15
 * createSchedule({ config, steps: 28, strength: 0.6, mu });
 * ```
 */
export function shiftForSize(config: Readonly<Record<string, unknown>>, tokens: number): number {
  checkObject('config', config ?? null);
  checkNumber('tokens', tokens ?? null, 1, Number.MAX_SAFE_INTEGER);
  const number = (value: unknown, fallback: number) => (typeof value === 'number' ? value : fallback);
  const base = number(config['base_shift'], 0.5);
  const from = number(config['base_image_seq_len'], 256);
  const slope = (number(config['max_shift'], 1.15) - base) / (number(config['max_image_seq_len'], 4096) - from);
  return base + slope * (tokens - from);
}
