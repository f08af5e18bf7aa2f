import { InvalidArgumentError } from './invalid-argument.js';
import { defineStyle, type Style, type StyleDefinition } from './style.js';
import { type StyleName, styles } from './styles/registry.js';

/** A built-in style by name, or one of one's own, of which name and template are enough. Any spelling of the name is taken: `OIL_PAINTING`, `Oil Painting`. */
export type StyleChoice = StyleName | StyleDefinition | (string & {});

/**
 * The style of a name; case, spaces, `_` and `-` do not count, so that other tools' names work (`CINEMATIC_CLOSEUP`).
 *
 * @throws `INVALID_ARGUMENT` (`argument: 'style'`) for an unknown name; the message suggests the nearest.
 */
export function resolveStyle(choice: StyleChoice): Style {
  if (typeof choice === 'object' && choice !== null) return defineStyle(choice);
  if (typeof choice !== 'string') throw new InvalidArgumentError('style', 'the name of a style, or a style', choice);
  byFolded ??= new Map(Object.values(styles).map((style) => [fold(style.name), style]));
  const wanted = fold(choice);
  const style = byFolded.get(wanted);
  if (style !== undefined) return style;
  const near = nearest(wanted, [...byFolded.keys()]);
  const hint = near === undefined ? '' : `Did you mean "${byFolded.get(near)!.name}"? `;
  throw new InvalidArgumentError('style', 'the name of a style', choice, `${hint}"overpaint styles" lists them all.`);
}

let byFolded: Map<string, Style> | undefined;
const fold = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '');

/** The candidate with the fewest edits (Levenshtein distance), or one that begins alike; nothing when none is near. */
function nearest(wanted: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(wanted.slice(0, 40), candidate);
    if (edits < least) [best, least] = [candidate, edits];
  }
  return (
    best ??
    candidates.find((candidate) => wanted.length > 2 && (candidate.includes(wanted) || wanted.includes(candidate)))
  );
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
