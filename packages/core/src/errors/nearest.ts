/**
 * The candidate that `name` begins, or that is the fewest edits away from it (Levenshtein distance), if it is near enough
 * to be a misspelling.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(name);
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = fold(candidate);
    const begins = wanted.length >= 4 && other.startsWith(wanted); // "guidance" for guidanceScale
    const distance = begins ? 1 : editDistance(wanted, other);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Case, spaces, `_` and `-` do not count: "Oil Painting" is near `oil-painting`. */
const fold = (text: string) =>
  text
    .slice(0, 80)
    .toLowerCase()
    .replace(/[\s_-]+/g, '-');

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** "Did you mean …?" for an unknown name, or nothing when no candidate is near. */
export function suggestion(name: string, candidates: Iterable<string>): string {
  const near = nearest(name, candidates);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
}
