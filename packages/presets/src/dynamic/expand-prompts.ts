import { InvalidArgumentError } from '../invalid-argument.js';
import { type RandomNumbers, randomNumbers } from '../random.js';
import { type Option, type Part, readTemplate, type Template } from './template.js';

/** Lists of texts by name; each text may be a template again. */
export type Wildcards = Readonly<Record<string, readonly string[]>>;

export interface ExpandPromptsOptions {
  /** How many prompts, 1–10000. Without it, one, or with `combinatorial` all (10000 at most). */
  readonly count?: number | undefined;
  /** 0–2⁵³−1, 0 by default. Prompt i of a call equals the one made alone with seed + i. */
  readonly seed?: number | undefined;
  readonly wildcards?: Wildcards | undefined;
  /** Every combination in order instead of random ones. */
  readonly combinatorial?: boolean | undefined;
}

/**
 * Expands a dynamic prompt:
 * `{a|b}` one of them, `{3::a|b}` with weights, `{2$$a|b|c}` two joined by a comma, `{1-2$$ and $$a|b}` one or two joined
 * by "and"; `__animal__` a line of the wildcard list `animal` (`__animal*__` of all that match); `${name=value}` and
 * `${name}` variables, `${name=!{a|b}}` chosen once. What cannot be read, and wildcards that are unknown, stay as they are.
 *
 * @throws `INVALID_ARGUMENT` for a count or seed out of range.
 * @example
 * ```ts
 * expandPrompts('a {red|blue} boat', { combinatorial: true }); // ['a red boat', 'a blue boat']
 * ```
 */
export function expandPrompts(template: string, options: ExpandPromptsOptions = {}): string[] {
  const { count = options.combinatorial ? limit : 1, seed = 0, wildcards = {}, combinatorial = false } = options;
  if (!Number.isInteger(count) || count < 1 || count > limit) {
    throw new InvalidArgumentError('count', `a whole number from 1 to ${limit}`, count);
  }
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new InvalidArgumentError('seed', 'a whole number from 0 to 2^53 - 1', seed);
  const parsed = readTemplate(template);
  const make = (choose: Choose) =>
    write(parsed, { choose, wildcards, variables: new Map(), depth: 0, used: { characters: 0 } });
  if (!combinatorial) return Array.from({ length: count }, (_, index) => make(randomly(randomNumbers(seed + index))));

  const prompts = new Set<string>();
  let path: number[] | undefined = [];
  for (let tries = 0; path !== undefined && prompts.size < count && tries < limit * 10; tries++) {
    const walk: Walk = new Walk(path);
    prompts.add(make(walk.choose));
    path = walk.next();
  }
  return [...prompts];
}

const limit = 10_000;
/** Wildcards that name each other end here; what is left is written as it stands. */
const deepest = 24;
/** A template of nested wildcards could otherwise fill the memory. */
const longest = 1_000_000;

/** Gives the index of one of the weights. */
type Choose = (weights: readonly number[]) => number;

const randomly =
  (random: RandomNumbers): Choose =>
  (weights) => {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const drawn = random() * sum;
    let passed = 0;
    for (const [index, weight] of weights.entries()) {
      passed += weight;
      if (drawn < passed) return index;
    }
    return weights.length - 1;
  };

/** One path through all choices: takes the given ones first and then always the first, and knows the path after it. */
class Walk {
  readonly #path: number[];
  readonly #sizes: number[] = [];

  constructor(path: readonly number[]) {
    this.#path = [...path];
  }

  readonly choose: Choose = (weights) => {
    const at = this.#sizes.push(weights.length) - 1;
    this.#path[at] ??= 0;
    return this.#path[at]!;
  };

  next(): number[] | undefined {
    for (let at = this.#sizes.length - 1; at >= 0; at--) {
      if (this.#path[at]! + 1 < this.#sizes[at]!) return [...this.#path.slice(0, at), this.#path[at]! + 1];
    }
    return undefined;
  }
}

interface Scope {
  readonly choose: Choose;
  readonly wildcards: Wildcards;
  readonly variables: Map<string, Template>;
  readonly depth: number;
  readonly used: { characters: number };
}

function write(template: Template, scope: Scope): string {
  return template.map((part) => writePart(part, scope)).join('');
}

function writePart(part: Part, scope: Scope): string {
  if (typeof part === 'string') {
    scope.used.characters += part.length;
    return scope.used.characters > longest ? '' : part;
  }
  const inner = { ...scope, depth: scope.depth + 1 };
  switch (part.kind) {
    case 'choice':
      return writeChoice(part, inner);
    case 'wildcard': {
      const lines = linesOf(part.name, scope.wildcards);
      if (lines.length === 0 || scope.depth >= deepest) return `__${part.name}__`;
      const line = lines[scope.choose(lines.map(() => 1))]!;
      return write(readTemplate(line), inner);
    }
    case 'set':
      scope.variables.set(part.name, part.once ? [write(part.value, inner)] : part.value);
      return '';
    case 'get': {
      const value = scope.variables.get(part.name) ?? part.otherwise;
      if (value.length === 0 && !scope.variables.has(part.name)) return `\${${part.name}}`;
      return scope.depth >= deepest ? '' : write(value, inner);
    }
  }
}

function writeChoice({ options, least, most, joint }: Extract<Part, { kind: 'choice' }>, scope: Scope): string {
  const possible = options.filter((option) => option.weight > 0);
  const span = Math.min(most, possible.length) - Math.min(least, possible.length) + 1;
  const amount = Math.min(least, possible.length) + (span > 1 ? scope.choose(new Array<number>(span).fill(1)) : 0);
  const taken: Option[] = [];
  for (let left = possible; taken.length < amount; left = left.filter((option) => !taken.includes(option))) {
    taken.push(left[scope.choose(left.map(({ weight }) => weight))]!);
  }
  return taken.map((option) => write(option.text, scope).trim()).join(joint);
}

/** Lines of one list, or of all lists that a pattern with `*` names. */
function linesOf(name: string, wildcards: Wildcards): readonly string[] {
  if (!/[*?]/.test(name)) return Object.hasOwn(wildcards, name) ? wildcards[name]! : [];
  const pattern = name.replace(/[.*?/-]/g, (sign) => (sign === '*' ? '[^]*' : sign === '?' ? '[^]' : `\\${sign}`));
  const named = new RegExp(`^${pattern}$`);
  return Object.entries(wildcards).flatMap(([key, lines]) => (named.test(key) ? lines : []));
}
