import { checkText, checkWhole } from '../check.js';
import { Cursor } from '../cursor.js';

/** A prompt that holds until the given step (exclusive end, 1…steps). */
export interface ScheduledText {
  readonly until: number;
  readonly text: string;
}

/**
 * Reads prompt editing as A1111's web UI does and writes the prompt of each range of steps:
 * - `[from:to:when]`: `from` for the first `when` steps, then `to`; `[to:when]` adds, `[from::when]` takes away.
 *   A `when` with a point is a share of the steps (0.5: half of them), without one a number of steps.
 * - `[a|b|c]`: one after another, a step each.
 * Everything else stays as it is, weights and unbalanced brackets too. The last entry ends at `steps`.
 *
 * @example
 * ```ts
 * import { schedulePrompt } from '@overpaint/presets';
 * schedulePrompt('a [cat:dog:0.5]', 10); // [{ until: 5, text: 'a cat' }, { until: 10, text: 'a dog' }]
 * ```
 */
export function schedulePrompt(text: string, steps: number): ScheduledText[] {
  checkText('prompt', text);
  checkWhole('steps', steps, 0, 100_000);
  const isPlain = !text.includes('[') || !text.includes(']') || !(text.includes(':') || text.includes('|'));
  if (isPlain) return [{ until: steps, text }];
  const { root, changes, alternates } = read(text, steps);
  const ends = new Set(alternates ? Array.from({ length: steps }, (_, index) => index + 1) : changes);
  ends.add(steps);
  return [...ends].sort((a, b) => a - b).map((until) => ({ until, text: render(root, Math.max(1, until)) }));
}

type Node = string | Group | Edit | Alternation;
/** Nodes one after another. */
interface Group {
  readonly kind: 'group';
  readonly nodes: Node[];
}
interface Edit {
  readonly kind: 'edit';
  readonly before: Node;
  readonly after: Node;
  /** The last step of `before`, from 1. */
  readonly when: number;
}
interface Alternation {
  readonly kind: 'alternation';
  readonly options: readonly Node[];
}

/** An open bracket with what it holds so far. A colon or bar of its own is a node `:` or `|`. */
interface Frame {
  readonly bracket: '(' | '[' | '';
  readonly nodes: Node[];
}

/** A run of text; a backslash takes the character after it along, whatever it is. */
const plain = /[^()[\]:|\\]+|\\[\s\S]?/y;
const number = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)\s*$/;

function read(text: string, steps: number): { root: Node; changes: number[]; alternates: boolean } {
  const changes: number[] = [];
  let alternates = false;
  const stack: Frame[] = [{ bracket: '', nodes: [] }];
  let top = stack[0]!;
  let openSquares = 0;
  /** Gives the innermost frame to the one around it as plain text: it was no editing after all. */
  const dissolve = (closing = '') => {
    const inner = group(top.nodes);
    const node = typeof inner === 'string' ? top.bracket + inner + closing : group([top.bracket, inner, closing]);
    leave(node);
  };
  const leave = (node: Node) => {
    if (stack.pop()!.bracket === '[') openSquares--;
    top = stack[stack.length - 1]!;
    top.nodes.push(node);
  };

  const cursor = new Cursor(text);
  while (cursor.at < text.length) {
    const [words] = cursor.take(plain) ?? [];
    const character = words ?? text[cursor.at++]!;
    if (character === '(' || character === '[') {
      top = { bracket: character, nodes: [] };
      stack.push(top);
      if (character === '[') openSquares++;
    } else if (character === ')' && top.bracket === '(') {
      dissolve(')');
    } else if (character === ']' && openSquares > 0) {
      while (top.bracket !== '[') dissolve();
      const edit = asEdit(top.nodes, steps);
      const node = edit ?? asAlternation(top.nodes);
      if (edit !== undefined && edit.when >= 1) changes.push(edit.when);
      if (edit === undefined && node !== undefined) alternates = true;
      if (node === undefined) dissolve(']');
      else leave(node);
    } else top.nodes.push(character);
  }
  while (stack.length > 1) dissolve();
  return { root: group(top.nodes), changes, alternates };
}

function asEdit(nodes: readonly Node[], steps: number): Edit | undefined {
  const first = nodes.indexOf(':');
  const last = nodes.lastIndexOf(':');
  const when = nodes[last + 1];
  if (first === -1 || last !== nodes.length - 2 || typeof when !== 'string' || !number.test(when)) return undefined;
  if (nodes.indexOf(':', first + 1) < last && first !== last) return undefined;
  const from = first === last ? -1 : first;
  return {
    kind: 'edit',
    before: group(nodes.slice(0, Math.max(0, from))),
    after: group(nodes.slice(from + 1, last)),
    when: Math.min(steps, Math.trunc(when.includes('.') ? Number(when) * steps : Number(when))),
  };
}

function asAlternation(nodes: readonly Node[]): Alternation | undefined {
  if (!nodes.includes('|')) return undefined;
  const options: Node[] = [];
  let from = 0;
  for (let bar = nodes.indexOf('|'); bar !== -1; bar = nodes.indexOf('|', from)) {
    options.push(group(nodes.slice(from, bar)));
    from = bar + 1;
  }
  options.push(group(nodes.slice(from)));
  return { kind: 'alternation', options };
}

/** Plain text is joined at once, so that only brackets that change over time are walked at every step. */
function group(nodes: readonly Node[]): Node {
  if (nodes.length < 2) return nodes[0] ?? '';
  const joined: Node[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (typeof node === 'string' && typeof last === 'string') joined[joined.length - 1] = last + node;
    else if (node !== '') joined.push(node);
  }
  return joined.length === 1 ? joined[0]! : { kind: 'group', nodes: joined };
}

/** The prompt of one step (from 1). A stack of its own instead of recursion: brackets may nest a hundred thousand deep. */
function render(root: Node, step: number): string {
  const out: string[] = [];
  const todo: Node[] = [root];
  while (todo.length > 0) {
    const node = todo.pop()!;
    if (typeof node === 'string') out.push(node);
    else if (node.kind === 'edit') todo.push(step <= node.when ? node.before : node.after);
    else if (node.kind === 'alternation') todo.push(node.options[(step - 1) % node.options.length]!);
    else for (let index = node.nodes.length - 1; index >= 0; index--) todo.push(node.nodes[index]!);
  }
  return out.join('');
}
