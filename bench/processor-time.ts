/** Seconds that all threads of this process have computed, since a reading of `process.cpuUsage()` where one is given. */
export function processorSeconds(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/**
 * Adds up the seconds of the processor between each step of a call and the event before it. Where something has to be opened or
 * encoded first, that is in the first step's: paint once before.
 */
export function stepSeconds() {
  let used = 0;
  let since: number | undefined;
  return {
    get used() {
      return used;
    },
    onProgress({ type }: { readonly type: string }): void {
      const now = processorSeconds();
      if (type === 'step' && since !== undefined) used += now - since;
      since = now;
    },
  };
}
