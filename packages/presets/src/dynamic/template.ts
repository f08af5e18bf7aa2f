import type { SamplerSign } from './sampler.js';

/** A template in parts: text, choices, wildcards, variables, wrappers. */
export type Template = readonly Part[];
export type Part = string | Choice | Wildcard | Assignment | Access | Wrap;

/** `{a|b}`, `{2$$a|b|c}`, `{1-2$$ and $$a|b}`: between `least` and `most` of the options, joined. */
export interface Choice {
  readonly kind: 'choice';
  readonly sampler: SamplerSign | undefined;
  readonly options: readonly Option[];
  readonly least: number;
  /** May be more than there are; without an end, as many as are written. */
  readonly most: number;
  readonly joint: string;
}
export interface Option {
  readonly weight: number;
  readonly text: Template;
}

/** `__path__`, `__path(name=value)__`: a line of a list, read with these variables. */
export interface Wildcard {
  readonly kind: 'wildcard';
  readonly sampler: SamplerSign | undefined;
  readonly path: Template;
  readonly parameters: readonly (readonly [name: string, value: Template])[];
  /** As it stands in the template. */
  readonly written: string;
}

/** `${name=value}`; `once`: its choices are made when it is set (`=!`); `keep`: only where it has no value yet (`?=`). */
export interface Assignment {
  readonly kind: 'set';
  readonly name: string;
  readonly value: Template;
  readonly once: boolean;
  readonly keep: boolean;
}

/** `${name}`, `${name:otherwise}`. */
export interface Access {
  readonly kind: 'get';
  readonly name: string;
  readonly otherwise: Template | undefined;
}

/** `%{before ... behind$$inner}`. */
export interface Wrap {
  readonly kind: 'wrap';
  readonly wrapper: Template;
  readonly inner: Template;
}

/** What a template says that cannot be read, in words for a person. */
export type Complain = (message: string) => void;

/**
 * Reads a dynamic prompt in the grammar of dynamicprompts. Blanks at the start of an option or a value do not count, those
 * at its end do. `#` starts a comment that ends with the line; `//` and C's comments are taken for such only where no words
 * have come since the last bracket, so that addresses stay whole; no comment hides the end of a bracket. `\` before a sign
 * of the grammar makes it plain. What is not closed is text.
 */
export function readTemplate(text: string, complain: Complain = () => {}): Template {
  return new Reader(text, complain).read();
}

/** Brackets nested deeper than this are text. */
const deepest = 64;

const words = /[^\\{}|$%_#]+/y;
const escaped = /\\([$%]\{|[\\{}|$%#])/y;
const comment = /#[^\n]*/y;
const freshLineComment = /\s*(?:#|\/\/)[^\n]*/y;
const freshBlockComment = /\s*\/\*[\s\S]*?\*\//y;
const choiceHead = /\{\s*([~!@]?)(?:(?:(\d+)(-?)(\d*)|-(\d+))\$\$(?:([^${}]*)\$\$)?)?/y;
const optionHead = /\s*(?:(\d+\.?\d*|\.\d+)::)?\s*/y;
const variableHead = /\$\{\s*([\p{L}\p{N}_-]+)\s*(?:(:)|(\??)=(!?))?\s*/uy;
const wrapHead = /%\{\s*/y;
const wrapMiddle = /\$\$\s*/y;
// A path may hold variables and choices, but no further bracket inside them.
const wildcard = /__([~!@]?)((?:(?!__)[^#{}$%()|\n]|\$\{[^{}\n]*\}|\{[^{}\n]*\})+)(?:\(([^)\n]{1,1000})\))?__/uy;

interface Frame {
  readonly kind: 'text' | 'choice' | 'variable' | 'wrap';
  /** What opened it, as it was written. */
  readonly opened: string;
  readonly head: readonly (string | undefined)[];
  /** What ended before: options of a choice, the wrapper of a wrap. */
  readonly ended: Ended[];
  /** Blanks and the weight in front of `parts`. */
  mark: string;
  weight: number;
  parts: Part[];
}
interface Ended extends Option {
  /** As it was written, with the sign behind it, in case the bracket is never closed. */
  readonly before: string;
  readonly behind: string;
}

/** One pass over the text with the brackets that are open: linear, however they nest. */
class Reader {
  readonly #text: string;
  readonly #complain: Complain;
  readonly #lastCommentEnd: number;
  readonly #frames: Frame[];
  readonly #nextLine: Finder;
  readonly #nextEnd: Finder;
  #at = 0;
  /** Whether no words have come since the last bracket, so that `//` starts a comment. */
  #fresh = true;

  constructor(text: string, complain: Complain) {
    this.#text = text;
    this.#complain = complain;
    this.#lastCommentEnd = text.lastIndexOf('*/');
    this.#frames = [newFrame('text', '', [])];
    this.#nextLine = new Finder(text, '\n');
    this.#nextEnd = new Finder(text, '}');
  }

  read(): Template {
    while (this.#at < this.#text.length) this.#readNext();
    while (this.#frames.length > 1) this.#dissolve();
    return this.#top.parts;
  }

  get #top(): Frame {
    return this.#frames[this.#frames.length - 1]!;
  }

  /** What a sticky pattern finds here; reading goes on behind it. */
  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #readNext(): void {
    if (this.#fresh && this.#takeFreshComment()) return;
    const plain = this.#take(words) ?? this.#take(escaped);
    if (plain !== null) this.#putWords(plain[1] ?? plain[0]);
    else if (!this.#takeComment() && !this.#takeBracket() && !this.#takeSign()) this.#putWords(this.#text[this.#at++]!);
  }

  #takeFreshComment(): boolean {
    if (this.#maySkipLine && this.#take(freshLineComment) !== null) return true;
    // Looking for the end of a comment where there is none would read the whole rest, again and again.
    return this.#at < this.#lastCommentEnd && this.#take(freshBlockComment) !== null;
  }

  #takeComment(): boolean {
    return this.#maySkipLine && this.#take(comment) !== null;
  }

  /** Whether the rest of the line may be a comment: one that hides the end of a bracket is none. */
  get #maySkipLine(): boolean {
    return this.#frames.length === 1 || this.#nextLine.from(this.#at) < this.#nextEnd.from(this.#at);
  }

  /** What opens something: a wildcard, a variable, a wrap, a choice. */
  #takeBracket(): boolean {
    const named = this.#text[this.#at] === '_' ? this.#take(wildcard) : null;
    if (named !== null) {
      this.#put(this.#wildcardOf(named));
      return true;
    }
    if (this.#frames.length >= deepest) return false;
    const variable = this.#take(variableHead);
    if (variable !== null) return this.#open('variable', variable);
    const wrap = this.#take(wrapHead);
    if (wrap !== null) return this.#open('wrap', wrap);
    const choice = this.#take(choiceHead);
    if (choice === null) return false;
    this.#open('choice', choice);
    return this.#startOption();
  }

  /** What parts or closes the innermost bracket. */
  #takeSign(): boolean {
    const top = this.#top;
    const sign = this.#text[this.#at]!;
    if (sign === '|' && top.kind === 'choice') {
      this.#at++;
      this.#end('|');
      return this.#startOption();
    }
    if (sign === '$' && top.kind === 'wrap' && top.ended.length === 0) {
      const middle = this.#take(wrapMiddle);
      if (middle === null) return false;
      this.#end(middle[0]);
      this.#fresh = true;
      return true;
    }
    if (sign !== '}' || top.kind === 'text') return false;
    this.#at++;
    this.#close();
    return true;
  }

  #open(kind: Frame['kind'], head: RegExpExecArray): true {
    this.#frames.push(newFrame(kind, head[0], head));
    this.#fresh = true;
    return true;
  }

  #startOption(): true {
    const [mark, weight] = this.#take(optionHead)!;
    Object.assign(this.#top, { mark, weight: weight === undefined ? 1 : Number(weight) });
    this.#fresh = true;
    return true;
  }

  #end(behind: string): void {
    const top = this.#top;
    top.ended.push({ weight: top.weight, text: top.parts, before: top.mark, behind });
    Object.assign(top, { parts: [], mark: '', weight: 1 });
  }

  #close(): void {
    const frame = this.#top;
    const part = partOf(frame);
    if (part === undefined) {
      this.#dissolve();
      this.#putWords('}');
    } else {
      this.#frames.pop();
      this.#put(part);
    }
  }

  /** Gives what an open bracket holds to the one around it, as it was written. */
  #dissolve(): void {
    const { kind, opened, ended, mark, parts } = this.#frames.pop()!;
    this.#complain(`"${opened.trim()}" ${lacks[kind]}; it stays text.`);
    this.#put(opened);
    for (const { before, text, behind } of ended) for (const part of [before, ...text, behind]) this.#put(part);
    for (const part of [mark, ...parts]) this.#put(part);
  }

  #putWords(text: string): void {
    this.#put(text);
    this.#fresh &&= text.trim() === '';
  }

  #put(part: Part): void {
    const { parts } = this.#top;
    const last = parts.at(-1);
    if (typeof part !== 'string') {
      parts.push(part);
      this.#fresh = true;
    } else if (typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  }

  #wildcardOf([written, sampler, path, parameters]: RegExpExecArray): Wildcard {
    return {
      kind: 'wildcard',
      sampler: signOf(sampler),
      path: readTemplate(path!, this.#complain),
      parameters: (parameters?.match(/(?:\{[^{}]*\}|[^,])+/g) ?? []).map((pair) => {
        const [name = '', ...value] = pair.split('=');
        return [name.trim(), readTemplate(value.join('=').trim(), this.#complain)];
      }),
      written,
    };
  }
}

/** Why a bracket is none after all. */
const lacks = {
  text: '',
  choice: 'is not closed',
  variable: 'is not closed, or its name is none',
  wrap: 'is not closed, or has no "$$" between what wraps and what is wrapped',
} as const;

/** Where a sign comes next, asked for places in order: the text is read once. */
class Finder {
  readonly #text: string;
  readonly #sign: string;
  #found = -1;

  constructor(text: string, sign: string) {
    this.#text = text;
    this.#sign = sign;
  }

  from(at: number): number {
    if (this.#found < at) {
      const found = this.#text.indexOf(this.#sign, at);
      this.#found = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#found;
  }
}

const newFrame = (kind: Frame['kind'], opened: string, head: Frame['head']): Frame => ({
  kind,
  opened,
  head,
  ended: [],
  mark: '',
  weight: 1,
  parts: [],
});

/** What a closed bracket means; nothing when it lacks what its kind needs. */
function partOf({ kind, head, ended, weight, parts }: Frame): Part | undefined {
  if (kind === 'wrap') {
    const [wrapper] = ended;
    return wrapper && { kind, wrapper: wrapper.text, inner: parts };
  }
  if (kind === 'variable') {
    const [, name, colon, keep, once] = head;
    if (colon !== undefined) return { kind: 'get', name: name!, otherwise: parts };
    if (keep !== undefined) return { kind: 'set', name: name!, value: parts, once: once === '!', keep: keep === '?' };
    return parts.length === 0 ? { kind: 'get', name: name!, otherwise: undefined } : undefined;
  }
  const [, sampler, from, dash, to, upTo, joint = ', '] = head;
  const options = [...ended.map(({ weight, text }) => ({ weight, text })), { weight, text: parts }];
  const [least, most] = boundsOf(options.length, from, dash, to, upTo);
  return { kind: 'choice', sampler: signOf(sampler), options, least, most, joint };
}

function boundsOf(written: number, from?: string, dash?: string, to?: string, upTo?: string): [number, number] {
  if (upTo !== undefined) return inOrder(1, Number(upTo));
  if (from === undefined) return [1, 1];
  if (dash === '') return [Number(from), Number(from)];
  return inOrder(Number(from), to === '' ? written : Number(to));
}

const inOrder = (a: number, b: number): [number, number] => (a <= b ? [a, b] : [b, a]);
const signOf = (sign: string | undefined) => (sign === '' ? undefined : (sign as SamplerSign | undefined));
