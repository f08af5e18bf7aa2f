import type { Sampler } from './sampler.js';
import type { Access, Assignment, Choice, Option, Template, Wildcard } from './template.js';
import type { WildcardLists } from './wildcards.js';

/** What a template says that could not be followed. */
export interface TemplateWarning {
  readonly code:
    | 'template-text' // a bracket that is none stays text
    | 'unknown-wildcard'
    | 'unknown-variable'
    | 'endless-template' // a variable or a wildcard that holds itself
    | 'template-sampler' // `!` inside what is sampled by chance or in turn
    | 'template-wrap' // a wrap that does not say where
    | 'template-length';
  readonly message: string;
}

/** What the prompts of a call have in common, and how much of one has been written. */
export interface Run {
  readonly lists: WildcardLists;
  readonly random: Sampler;
  /** Where `@` stands in a prompt that is sampled by chance. */
  readonly turn: number;
  warn(code: TemplateWarning['code'], message: string): void;
  /** Parts and characters of the prompt under way. */
  spent: number;
}

/** What a part of a template can see. */
export interface Scope {
  readonly run: Run;
  readonly variables: ReadonlyMap<string, Template>;
  /** Variables whose values are being written. */
  readonly open: ReadonlySet<string>;
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

export const newScope = (run: Run): Scope => ({ run, variables: new Map(), open: new Set(), depth: 0 });

/** The text, as long as there is room for it. */
export function spend(text: string, run: Run): string {
  run.spent += text.length + 1; // an empty part takes time too
  if (run.spent <= longest) return text;
  run.warn('template-length', `The template makes more than ${longest} characters; the rest was left out.`);
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
    const bound = { template: value, scope: { ...scope, variables, depth: scope.depth + 1 } };
    variables.set(name, once ? [sample(bound)] : value);
  }
  return { ...scope, variables };
}

/** What stands for a variable: the value that it was given last, or its default. */
export function boundTo({ name, otherwise }: Access, scope: Scope): Bound {
  const { run, variables, open, depth } = scope;
  const text = (template: Template) => ({ template, scope });
  if (open.has(name)) {
    run.warn('endless-template', `The variable "${name}" holds itself; it was left out there.`);
    return text([]);
  }
  const value = variables.get(name) ?? otherwise;
  if (value !== undefined)
    return { template: value, scope: { ...scope, open: new Set([...open, name]), depth: depth + 1 } };
  if (scope.inPath) return text([name]);
  run.warn('unknown-variable', `The variable "${name}" has no value; it stays text.`);
  return text([`\${${name}}`]);
}

/** Lines that a wildcard stands for, with the scope that they are read in; none where it names no list. */
export function linesOf({ path, parameters, written }: Wildcard, scope: Scope, sample: (bound: Bound) => string) {
  const { run, depth } = scope;
  const name = sample({ template: path, scope: { ...scope, inPath: true } });
  const lines = run.lists.linesOf(name);
  if (lines.length === 0)
    run.warn('unknown-wildcard', `No list of wildcards is called "${name}"; ${written} stays text.`);
  if (lines.length > 0 && depth >= deepest)
    run.warn('endless-template', `Wildcards name each other more than ${deepest} deep; ${written} stays text there.`);
  const variables = parameters.length === 0 ? scope.variables : new Map([...scope.variables, ...parameters]);
  return { lines: depth >= deepest ? [] : lines, scope: { ...scope, variables, depth: depth + 1 } };
}

/**
 * What a choice chooses among, and how many. Of a single wildcard these are its lines, so that `{2$$__animal__}` takes two
 * of them.
 */
export function optionsOf(choice: Choice, outer: Scope, sample: (bound: Bound) => string) {
  const [only, ...more] = choice.options;
  const [part, ...rest] = only!.text;
  let options: readonly Option[] = choice.options;
  let scope: Scope = { ...outer, depth: outer.depth + 1 };
  if (more.length === 0 && rest.length === 0 && typeof part === 'object' && part.kind === 'wildcard') {
    const found = linesOf(part, outer, sample);
    if (found.lines.length > 0) {
      options = found.lines.map((text) => ({ text, weight: 1 }));
      scope = found.scope;
    }
  }
  const [least, most] = [Math.min(choice.least, options.length), Math.min(choice.most, options.length)];
  return { options, least, most, scope };
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
  const dots = /[\u1801\u2026\u22ee\u22ef\u22f0\u22f1\ufe19]+|\.{3,}/.exec(wrapper);
  if (dots === null)
    run.warn('template-wrap', `"${wrapper}" wraps a text without saying where ("..."); it comes behind.`);
  const [end, start] = dots === null ? [wrapper.length, wrapper.length] : [dots.index, dots.index + dots[0].length];
  return wrapper.slice(0, end) + inner + wrapper.slice(start);
}
