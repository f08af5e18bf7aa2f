import type { ModelFolder } from './inspect.js';

/**
 * Bytes that the weights of all networks take in memory on a processor. Those in float16 become float32 there; in graphs that
 * are optimised already they are cast anew at each call.
 */
export function openBytes({ components, optimised }: Pick<ModelFolder, 'components' | 'optimised'>): number {
  const bytes = Object.values(components).map(({ bytes, float16Bytes }) => bytes + (optimised ? 0 : float16Bytes));
  return bytes.reduce((sum, one) => sum + one, 0);
}
