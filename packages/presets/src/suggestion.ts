/** "Did you mean …?", of the candidate with the fewest edits (Levenshtein distance), or one that begins alike; nothing when none is near. */
export function suggestion(wanted: string, candidates: readonly string[]): string {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(wanted.slice(0, 40), candidate);
    if (edits < least) [best, least] = [candidate, edits];
  }
  best ??= candidates.find((one) => wanted.length > 2 && (one.includes(wanted) || wanted.includes(one)));
  return best ? `Did you mean "${best}"? ` : '';
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
