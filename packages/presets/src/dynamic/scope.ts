import { cyclicalSampler, type Sampler } from './sampler.js';
import type { Access, Assignment, Choice, Template, Wildcard } from './template.js';
import type { Warn } from './warning.js';
import type { WildcardLists } from './wildcards.js';

/** What the prompts of a call have in common, and how much of one has been written. */
export interface Run {
  readonly lists: WildcardLists;
  readonly random: Sampler;
  /** Where `@` stands in a prompt that is sampled by chance. */
  readonly turn: number;
  readonly warn: Warn;
  /** Parts and characters of the prompt under way. */
  spent: number;
}

/** What a part of a template can see. */
export interface Scope {
  readonly run: Run;
  /** What chooses; nothing where every text is wanted. */
  readonly sampler: Sampler | undefined;
  readonly variables: ReadonlyMap<string, Template>;
  /** Wildcards around it. */
  readonly depth: number;
  /** In the path of a wildcard, an unknown variable is its own name. */
  readonly inPath?: boolean;
}

/** A template with the scope that it is written in. */
export interface Bound {
  readonly template: Template;
  readonly scope: Scope;
}

/** Wildcards that name each other end here; what is left is written as it stands. */
const deepest = 24;
/** A template of nested wildcards could otherwise fill the memory. */
const longest = 1_000_000;

/** The text, as long as there is room for it. */
export function spend(text: string, run: Run): string {
  run.spent += text.length + 1; // an empty part takes time too
  if (run.spent <= longest) return text;
  run.warn(`A prompt has more than ${longest} characters; the rest was left out.`, 'template-length');
  return '';
}

export const isSpent = ({ spent }: Run) => spent > longest;

/**
 * The scope inside a template: what it sets anywhere holds everywhere in it, and in what it holds. `sample` gives the
 * text of a value that is chosen once.
 */
export function withAssignments({ template, scope }: Bound, sample: (bound: Bound) => string): Scope {
  const set = template.filter((part): part is Assignment => typeof part === 'object' && part.kind === 'set');
  if (set.length === 0) return scope;
  const variables = new Map(scope.variables);
  for (const { name, value, once, keep } of set) {
    if (keep && scope.variables.has(name)) continue;
    variables.set(name, once ? [sample({ template: value, scope: { ...scope, variables } })] : value);
  }
  return { ...scope, variables };
}

/** What stands for a variable: the value that it was given last, in which it has none, or its default. */
export function boundTo({ name, otherwise }: Access, scope: Scope): Bound {
  const template = scope.variables.get(name) ?? otherwise;
  if (template !== undefined) {
    const variables = new Map(scope.variables);
    variables.delete(name);
    return { template, scope: { ...scope, variables } };
  }
  if (!scope.inPath) scope.run.warn(`"${name}" has no value; it stays text.`, 'unknown-variable');
  return { template: [scope.inPath ? name : `\${${name}}`], scope };
}

/**
 * What a choice chooses among, how many, and the scope of these. Of a single wildcard it is the lines, so that
 * `{2$$__animal__}` takes two of them.
 */
export function optionsOf({ options, least, most }: Choice, scope: Scope, sample: (bound: Bound) => string) {
  const [part, ...rest] = options[0]!.text;
  const isOne = options.length === 1 && rest.length === 0 && typeof part === 'object' && part.kind === 'wildcard';
  const found = isOne ? linesOf(part, scope, sample) : { options, scope };
  const count = found.options.length;
  return { ...found, least: Math.min(least, count), most: Math.min(most, count) };
}

/** The lines that a wildcard stands for; itself as it is written, where it names no list. */
function linesOf({ path, parameters, written }: Wildcard, outer: Scope, sample: (bound: Bound) => string) {
  const { run, depth, variables } = outer;
  const sampler = outer.sampler?.sign === '@' ? cyclicalSampler(0) : outer.sampler;
  const name = sample({ template: path, scope: { ...outer, sampler, inPath: true } });
  const scope = { ...outer, variables: new Map([...variables, ...parameters]), depth: depth + 1 };
  const lines = run.lists.linesOf(name);
  if (lines.length > 0 && depth < deepest) return { options: lines.map((text) => ({ text, weight: 1 })), scope };
  if (lines.length > 0) run.warn(`"${name}" holds itself; ${written} stays text.`, 'endless-template');
  else run.warn(`"${name}" is no list of wildcards; ${written} stays text.`, 'unknown-wildcard');
  return { options: [{ text: [written], weight: 1 }], scope };
}

/** Texts taken together; a single one keeps its blanks. Where the first or last is empty, nothing joins it. */
export function joinTexts(texts: readonly string[], joint: string): string {
  if (texts.length === 1) return texts[0]!;
  let joined = texts.map((text) => text.trim()).join(joint);
  if (joined.startsWith(joint)) joined = joined.slice(joint.length);
  return joined.endsWith(joint) ? joined.slice(0, joined.length - joint.length) : joined;
}

/** Puts a text where the dots of another are; behind it where it has none. */
export function wrapText(wrapper: string, inner: string, run: Run): string {
  if (dots.test(wrapper)) return wrapper.replace(dots, () => inner);
  run.warn(`"${wrapper}" has no "..."; what it wraps comes behind.`, 'template-wrap');
  return wrapper + inner;
}

const dots = /[\u1801\u2026\u22ee\u22ef\u22f0\u22f1\ufe19]+|\.{3,}/;
