import type { SpeedSettings } from './speed-options.js';

/** The steps in which guidance acts, `from` … `to` (exclusive), of so many: shares become whole steps as in diffusers' guiders. */
export function guidedSteps(total: number, guidance: SpeedSettings['guidance']): { from: number; to: number } {
  const { from = 0, to = 1 } = guidance ?? {};
  return { from: Math.trunc(from * total), to: Math.trunc(to * total) };
}
