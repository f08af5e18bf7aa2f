/**
 * Moves flow σ towards noise, which large pictures need (Esser et al. 2024, arXiv:2403.03206, eq. 23):
 * σ′ = shift·σ / (1 + (shift − 1)·σ).
 */
export function shiftFlow(sigma: number, shift: number): number {
  return (shift * sigma) / (1 + (shift - 1) * sigma);
}

/**
 * The same with a shift that depends on the picture's size through `mu`: e^mu (`exponential`) or mu itself (`linear`).
 * FLUX takes mu from a line through (256 tokens, base_shift) and (4096 tokens, max_shift).
 */
export function dynamicShift(sigma: number, mu: number, type: string): number {
  const shift = type === 'linear' ? mu : Math.exp(mu);
  return shift / (shift + 1 / sigma - 1);
}

/** Stretches falling flow σ so that the last becomes `terminal` (Lin et al. 2023, arXiv:2305.08891, for flows). */
export function stretchToTerminal(sigma: number, last: number, terminal: number): number {
  return 1 - ((1 - sigma) * (1 - terminal)) / (1 - last);
}
