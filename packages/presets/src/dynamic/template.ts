import { Cursor } from '../cursor.js';
import type { SamplerSign } from './sampler.js';
import type { Warn } from './warning.js';

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

/**
 * Reads a dynamic prompt in the grammar of dynamicprompts. Blanks at the start of an option or a value do not count, those
 * at its end do. `#` starts a comment that ends with the line; `//` and C's comments are taken for such only where no words
 * have come since the last bracket, so that addresses stay whole; no comment hides the end of a bracket. `\` before a sign
 * of the grammar makes it plain. What is not closed is text.
 */
export function readTemplate(text: string, warn: Warn = () => {}): Template {
  return new Reader(text, warn).read();
}

/** Brackets nested deeper than this are text. */
const deepest = 64;

const words = /[^\\{}|$%_#]+/y;
const escaped = /\\([$%]\{|[\\{}|$%#])/y;
const lineComments = [/#[^\n]*/y, /\s*(?:#|\/\/)[^\n]*/y] as const;
// Inside a bracket, what hides its end is no comment. Where there is no end, a long line is not read again and again.
const innerLineComments = [/#[^\n}]{0,500}(?=\n)/y, /\s*(?:#|\/\/)[^\n}]{0,500}(?=\n)/y] as const;
const blockComment = /\s*\/\*[\s\S]*?\*\//y;
// A path may hold variables and choices, but no further bracket inside them.
const wildcard = /__([~!@]?)((?:(?!__)[^#{}$%()|\n]|\$\{[^{}\n]*\}|\{[^{}\n]*\})+)(?:\(([^)\n]{1,1000})\))?__/uy;

type Head = readonly (string | undefined)[];

/** A kind of bracket: what opens it, what parts the texts in it, and what it means, if they are what it needs. */
interface Bracket {
  readonly opens: RegExp;
  readonly parts?: string;
  close(head: Head, texts: readonly Template[]): Part | undefined;
}

const brackets: readonly Bracket[] = [
  {
    opens: /\$\{\s*([\p{L}\p{N}_-]+)\s*(?:(:)|(\??)=(!?))?\s*/uy,
    close([, name = '', colon, keep, once], [value = []]) {
      if (colon !== undefined) return { kind: 'get', name, otherwise: value };
      if (keep !== undefined) return { kind: 'set', name, value, once: once === '!', keep: keep === '?' };
      return value.length === 0 ? { kind: 'get', name, otherwise: undefined } : undefined;
    },
  },
  {
    opens: /%\{\s*/y,
    parts: '$$',
    close: (_, [wrapper, inner, ...more]) =>
      wrapper && inner && more.length === 0 ? { kind: 'wrap', wrapper, inner: weighed(inner).text } : undefined,
  },
  {
    opens: /\{\s*([~!@]?)(?:(?:(\d+)(?:(-)(\d*))?|-(\d+))\$\$(?:([^${}]*)\$\$)?)?/y,
    parts: '|',
    close([, sampler, from, dash, to, upTo, joint = ', '], texts) {
      const [least, most] = boundsOf(texts.length, from, dash, to, upTo);
      return { kind: 'choice', sampler: signOf(sampler), options: texts.map(weighed), least, most, joint };
    },
  },
];

interface Frame {
  readonly bracket?: Bracket;
  readonly head: Head;
  /** Those that ended, and the one that is being read. */
  readonly texts: Part[][];
}

/** One pass over the text with the brackets that are open: linear, however they nest. */
class Reader extends Cursor {
  readonly #warn: Warn;
  readonly #lastCommentEnd: number;
  readonly #frames: Frame[] = [{ head: [], texts: [[]] }];
  /** Whether no words have come since the last bracket, so that `//` starts a comment. */
  #fresh = true;

  constructor(text: string, warn: Warn) {
    super(text);
    this.#warn = warn;
    this.#lastCommentEnd = text.lastIndexOf('*/');
  }

  read(): Template {
    while (this.at < this.text.length) this.#readNext();
    while (this.#frames.length > 1) this.#dissolve();
    return this.#frames[0]!.texts[0]!;
  }

  #readNext(): void {
    if (this.#takeComment()) return;
    const plain = this.take(words) ?? this.take(escaped);
    if (plain !== null) this.#put(plain[1] ?? plain[0]);
    else if (!this.#takeWildcard() && !this.#takeOpening() && !this.#takeSign()) this.#put(this.text[this.at++]!);
  }

  #takeComment(): boolean {
    const [anywhere, behindBracket] = this.#frames.length === 1 ? lineComments : innerLineComments;
    if (this.take(anywhere) !== null) return true;
    if (!this.#fresh) return false;
    // Looking for the end of a comment where there is none would read the whole rest, again and again.
    return this.take(behindBracket) !== null || (this.at < this.#lastCommentEnd && this.take(blockComment) !== null);
  }

  #takeWildcard(): boolean {
    const named = this.text[this.at] === '_' ? this.take(wildcard) : null;
    if (named === null) return false;
    const [written, sampler, path, parameters] = named;
    this.#put({
      kind: 'wildcard',
      sampler: signOf(sampler),
      path: readTemplate(path!, this.#warn),
      parameters: (parameters?.match(/(?:\{[^{}]*\}|[^,])+/g) ?? []).map((pair) => {
        const [name = '', ...value] = pair.split('=');
        return [name.trim(), readTemplate(value.join('=').trim(), this.#warn)];
      }),
      written,
    });
    return true;
  }

  #takeOpening(): boolean {
    if (this.#frames.length >= deepest) return false;
    for (const bracket of brackets) {
      const head = this.take(bracket.opens);
      if (head === null) continue;
      this.#fresh = true;
      return this.#frames.push({ bracket, head, texts: [[]] }) > 0;
    }
    return false;
  }

  /** What parts or closes the innermost bracket. */
  #takeSign(): boolean {
    const { bracket, head, texts } = this.#frames.at(-1)!;
    if (bracket === undefined) return false;
    if (bracket.parts !== undefined && this.text.startsWith(bracket.parts, this.at)) {
      this.at += bracket.parts.length;
      this.#fresh = texts.push([]) > 0;
      return true;
    }
    if (this.text[this.at] !== '}') return false;
    const part = bracket.close(head, texts);
    if (part === undefined) {
      this.#dissolve();
      return false;
    }
    this.at++;
    this.#frames.pop();
    this.#put(part);
    return true;
  }

  /** Gives what an open bracket holds to the one around it, as it was written. */
  #dissolve(): void {
    const { bracket, head, texts } = this.#frames.pop()!;
    this.#warn(`"${head[0]!.trim()}" is not closed; it stays text.`);
    for (const [index, parts] of texts.entries()) {
      for (const part of [(index === 0 ? head[0] : bracket!.parts)!, ...parts]) this.#put(part);
    }
  }

  #put(part: Part): void {
    const parts = this.#frames.at(-1)!.texts.at(-1)!;
    const last = parts.at(-1);
    if (typeof part !== 'string') parts.push(part);
    else if (typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
    this.#fresh = typeof part !== 'string' || (this.#fresh && part.trim() === '');
  }
}

/** An option without the weight and the blanks in front of it. */
function weighed(option: Template): Option {
  const [first, ...rest] = option;
  if (typeof first !== 'string') return { weight: 1, text: option };
  const [mark, weight] = /^\s*(?:(\d+(?:\.\d*)?|\.\d+)::)?/.exec(first)!;
  const words = first.slice(mark.length);
  return { weight: weight === undefined ? 1 : Number(weight), text: words === '' ? rest : [words, ...rest] };
}

/** How many options are taken: an exact number, or a range, which may lack an end. */
function boundsOf(written: number, from = '1', dash?: string, to?: string, upTo?: string): [number, number] {
  const [a, b] = [Number(from), Number(upTo ?? (dash ? to || written : from))];
  return a < b ? [a, b] : [b, a];
}

const signOf = (sign: string | undefined) => (sign === '' ? undefined : (sign as SamplerSign | undefined));
