/** Seconds between two lines of a log. */
const pause = 10;

/** Whether a line is due in a log, where lines cannot move: one every ten seconds. */
export function milestones(now: () => number = () => performance.now() / 1000): () => boolean {
  let told = now();
  return () => {
    const at = now();
    if (at - told < pause) return false;
    told = at;
    return true;
  };
}
