import type { StepInput } from './scheduler.js';

/**
 * The highest order that the end of a schedule allows. With `lowerOrderFinal`, schedules **of less than 15 steps**
 * (before strength cuts them) end with orders 2 and 1, which steadies them; `eulerAtFinal` makes the last step first
 * order whatever the length.
 */
export function finalOrder(
  { lowerOrderFinal, eulerAtFinal = false }: { lowerOrderFinal: boolean; eulerAtFinal?: boolean },
  { levels, index }: StepInput['path'],
): number {
  const steps = levels.length - 1;
  const short = lowerOrderFinal && steps < 15;
  if (index === steps - 1 && (short || eulerAtFinal)) return 1;
  return index === steps - 2 && short ? 2 : Number.POSITIVE_INFINITY;
}
