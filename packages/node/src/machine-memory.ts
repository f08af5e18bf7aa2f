import { totalmem } from 'node:os';

/** Bytes of memory that this process may have: the machine's, or what a container allows of it. */
export function machineMemory(): number {
  const allowed = process.constrainedMemory?.() || Number.POSITIVE_INFINITY; // 0 or absurdly much where nothing limits it
  return Math.min(totalmem(), allowed);
}
