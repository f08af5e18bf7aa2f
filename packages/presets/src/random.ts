/** Numbers in 0…1 (1 excluded), the same for the same seed on every machine. */
export type RandomNumbers = () => number;

/**
 * A small generator for choices among words (mulberry32: a Weyl sequence and a mixing function, period 2³²). Seeds up to
 * 2⁵³ − 1 count in full: both halves are mixed in.
 */
export function randomNumbers(seed: number): RandomNumbers {
  let state =
    (Math.imul(seed >>> 0, 0x9e3779b1) ^ Math.imul(Math.floor(seed / 2 ** 32) + 0x7f4a7c15, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The items in a random order (Fisher–Yates); a new array. */
export function shuffled<T>(items: readonly T[], random: RandomNumbers): T[] {
  const out = [...items];
  for (let last = out.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [out[last], out[other]] = [out[other]!, out[last]!];
  }
  return out;
}
