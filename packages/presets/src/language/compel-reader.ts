import { Cursor } from '../cursor.js';
import { limitWeight, type WeightedText } from './a1111.js';

/** A text with its weights, and what it asks for that is not done. */
export interface CompelText {
  readonly parts: WeightedText[];
  readonly notes: readonly string[];
}

const hasGrammar = /[()",.+=\\-]|Lora|\s\s/;
const blanks = /[ \t\n\r\v\f]*/y;
const freeWord = /[^ \t\n\r\v\f]+/y;
/** Nothing that means something, unless escaped; a sign only within a word. */
const word = /(?:\\[()",.+=-]|[+-](?![ \t\n\r\v\f()",.+=-]|$)|[^ \t\n\r\v\f()",.+=-])+/y;
const quoted = /"((?:\\"|[^"\n\r])*)"/y;
const signs = /\++|-+/y;
const signsOrNumber = /\++|-+|\d+(?:\.\d*)?|\.\d+/y;
const attend = /\s*\.attend\s*\(\s*(\++|-+|\d+(?:\.\d*)?|\.\d+)\s*\)/y;
const swap = /\s*\.swap\s*\((?:\\.|[^()"\\]|"[^"]*"|\([^()]*\))*\)/y;
const lora = /(?:use|with)Lora\s*\(\s*[\w-]+\s*(?:,\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)\s*)?\)/y;
const comma = /\s*,\s*/y;

/** An event of a text: words, or a bracket with what it multiplies by, known when it closes. */
type Event = string | { factor: number } | undefined;

/**
 * Reads compel's grammar as its parser does: a prompt is made of weighted words, brackets and quotes; whatever else is a
 * word up to the next blank. Inside brackets and quotes only what fits the grammar counts, so that a bracket around anything
 * else is a plain sign. A bracket that failed is not tried again: any text is read in linear time.
 */
export class CompelReader extends Cursor {
  readonly #failed = new Set<number>();
  readonly #notes: string[];
  readonly #events: Event[] = [];

  constructor(text: string, notes: string[] = []) {
    super(text);
    this.#notes = notes;
  }

  readPrompt(): CompelText {
    for (this.take(blanks); this.at < this.text.length; this.take(blanks)) {
      if (!this.#readLora() && !this.#readBracket() && !this.#readQuoted() && !this.#readWord(true))
        this.#events.push(this.take(freeWord)![0]);
    }
    const parts = weighed(this.#events);
    return { parts: parts.length > 0 ? parts : [{ text: '', weight: 1 }], notes: this.#notes };
  }

  /** The texts of `("a", (b c), d)`, which stand before `.and()` and `.blend()`; each reads alone as it does there. */
  readTargets(): { texts: string[]; notes: readonly string[] } | undefined {
    const texts: string[] = [];
    const skip = () => this.take(blanks);
    for (skip(); this.#readLora(); skip());
    if (this.text[this.at++] !== '(') return undefined;
    do {
      skip();
      const start = this.at;
      const content = this.take(quoted)?.[1];
      if (content !== undefined) texts.push(asPrompt(content.replaceAll('\\"', '"')));
      else if (this.#readBracket(false) || this.take(word) !== null) texts.push(this.text.slice(start, this.at));
      else return undefined;
    } while (this.take(comma) !== null);
    skip();
    return this.text.slice(this.at) === ')' ? { texts, notes: this.#notes } : undefined;
  }

  /** Whether all of the text is one bracket; its events then. */
  readWholeBracket(): readonly Event[] | undefined {
    return this.#readBracket(false) && this.at === this.text.length ? this.#events : undefined;
  }

  #readLora(): boolean {
    const named = this.take(lora);
    if (named !== null) this.#notes.push(`${named[0]} is not supported; it was left out.`);
    return named !== null;
  }

  /** A bracket with all in it, or nothing of it. No recursion: brackets may nest a hundred thousand deep. */
  #readBracket(weighted = true): boolean {
    if (this.text[this.at] !== '(' || this.#failed.has(this.at)) return false;
    const [start, events, notes] = [this.at, this.#events.length, this.#notes.length];
    const open: { at: number; bracket: { factor: number } }[] = [];
    do {
      this.take(blanks);
      const sign = this.text[this.at];
      if (sign === '(' && !this.#failed.has(this.at)) {
        const bracket = { factor: 1 };
        this.#events.push(bracket);
        open.push({ at: this.at++, bracket });
      } else if (sign === ')') {
        this.at++;
        const { bracket } = open.pop()!;
        if (weighted || open.length > 0) bracket.factor = this.#factor(signsOrNumber) ?? 1;
        this.#events.push(undefined);
      } else if (sign === ',' || sign === '.') {
        this.#events.push(sign);
        this.at++;
      } else if (!this.#readLora() && !this.#readQuoted() && !this.#readWord(false)) {
        for (const { at } of open) this.#failed.add(at);
        this.at = start;
        this.#events.length = events;
        this.#notes.length = notes;
        return false;
      }
    } while (open.length > 0);
    return true;
  }

  #readQuoted(): boolean {
    const start = this.at;
    const content = this.take(quoted)?.[1];
    if (content === undefined) return false;
    const events = hasGrammar.test(content) ? eventsOf(content, this.#notes) : [content.trim()];
    if (events === undefined) {
      this.at = start;
      return false;
    }
    this.#events.push({ factor: this.#factor(signsOrNumber) ?? 1 });
    for (const event of events) this.#events.push(event);
    this.#events.push(undefined);
    return true;
  }

  /** A word with its weight; one without, where such ones are not read up to the next blank. */
  #readWord(onlyWeighted: boolean): boolean {
    const start = this.at;
    const found = this.take(word);
    if (found === null) return false;
    const factor = this.#factor(signs);
    if (onlyWeighted && factor === undefined) {
      this.at = start;
      return false;
    }
    this.#events.push({ factor: factor ?? 1 }, found[0], undefined);
    return true;
  }

  /** What stands behind a word or a bracket and belongs to it. */
  #factor(weight: RegExp): number | undefined {
    const swapped = this.take(swap);
    if (swapped !== null) {
      this.#notes.push(`${swapped[0].trim()} is not supported; what it would replace stays.`);
      return 1;
    }
    const written = this.take(attend)?.[1] ?? this.take(weight)?.[0];
    if (written === undefined) return undefined;
    return /\d/.test(written) ? Number(written) : (written[0] === '+' ? 1.1 : 0.9) ** written.length;
  }
}

/** What a text is inside brackets, if it can stand there. The blank keeps a backslash at its end from the bracket. */
const eventsOf = (text: string, notes?: string[]) => new CompelReader(`(${text} )`, notes).readWholeBracket();

/** A text between quotes as a prompt: in brackets, where other rules hold. */
function asPrompt(text: string): string {
  const escaped = text.replaceAll('"', '\\"');
  return hasGrammar.test(text) && eventsOf(escaped) !== undefined ? `(${escaped} )` : text;
}

/** Words of equal weight together, with a blank between any two. */
function weighed(events: readonly Event[]): WeightedText[] {
  const products = [1];
  const parts: { text: string; weight: number }[] = [];
  for (const event of events) {
    if (event === undefined) products.pop();
    else if (typeof event === 'object') products.push(limitWeight(products[products.length - 1]! * event.factor));
    else {
      const text = event.replace(/\\{1,3}([()"])/g, '$1');
      const weight = products[products.length - 1]!;
      const last = parts.at(-1);
      if (last !== undefined) last.text += ' ';
      if (last?.weight === weight) last.text += text;
      else parts.push({ text, weight });
    }
  }
  return parts;
}
