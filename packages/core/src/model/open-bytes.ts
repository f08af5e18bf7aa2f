import type { ComponentInspection } from './inspect.js';

/**
 * Bytes that the weights of networks take in memory on a processor. Those in float16 become float32 there; in graphs that
 * are optimised already they are cast anew at each call.
 */
export function openBytes(
  networks: readonly Pick<ComponentInspection, 'bytes' | 'float16Bytes'>[],
  optimised: boolean,
): number {
  return networks.reduce((sum, { bytes, float16Bytes }) => sum + bytes + (optimised ? 0 : float16Bytes), 0);
}
