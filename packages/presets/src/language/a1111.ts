import { checkObject, checkText } from '../check.js';
import { InvalidArgumentError } from '../invalid-argument.js';
import { findWord } from './find-word.js';

/** A stretch of prompt with its attention weight. */
export interface WeightedText {
  readonly text: string;
  readonly weight: number;
}

/** The part that stands for `BREAK`: what follows starts a new chunk of the text encoder. */
export const chunkBreak: WeightedText = { text: 'BREAK', weight: -1 };

export const isChunkBreak = ({ text, weight }: WeightedText) =>
  text === chunkBreak.text && weight === chunkBreak.weight;

/** Weights stay within ±1000, so that no number of brackets makes an embedding infinite. */
export const limitWeight = (weight: number) => Math.max(-1000, Math.min(1000, weight));

/**
 * Reads attention weights as A1111's web UI does: `(x)` is 1.1, `(x:1.3)` its number, `[x]` 1 / 1.1, nested ones
 * multiply; `\(` and `\[` are plain brackets; `BREAK` is a part of its own ({@link chunkBreak}). Brackets that are never
 * closed count to the end; ones that were never opened are text. Any string is read, in linear time.
 *
 * @example
 * ```ts
 * import { parsePrompt } from '@overpaint/presets';
 * parsePrompt('a (red:1.3) house');
 * // [{ text: 'a ', weight: 1 }, { text: 'red', weight: 1.3 }, { text: ' house', weight: 1 }]
 * ```
 */
export function parsePrompt(text: string): WeightedText[] {
  checkText('prompt', text);
  const reading = new Reading();
  let at = 0;
  while (at < text.length) {
    const character = text[at]!;
    let next = at + 1;
    if (character === '(') reading.open('round');
    else if (character === '[') reading.open('square');
    else if (character === ')' && reading.isOpen('round')) reading.close('round');
    else if (character === ']' && reading.isOpen('square')) reading.close('square');
    else if (character === '\\') {
      if (isGrammar(text[next])) reading.add(text[next++]!);
    } else if (character === ':' && reading.isOpen('round')) {
      weightEnd.lastIndex = at;
      const found = weightEnd.test(text) ? text.slice(at + 1, weightEnd.lastIndex - 1) : '';
      if (found !== '' && !Number.isNaN(Number(found))) {
        reading.close('round', Number(found));
        next = at + found.length + 2;
      } else reading.add(character);
    } else {
      while (next < text.length && !isGrammar(text[next]) && text[next] !== ':') next++;
      reading.addWords(text.slice(at, next));
    }
    at = next;
  }
  return reading.parts();
}

const weightEnd = /:\s*[+-]?[.\d]+\s*\)/y;
const isGrammar = (character: string | undefined) =>
  character === '(' || character === ')' || character === '[' || character === ']' || character === '\\';

type Kind = 'round' | 'square';
const kinds = { text: 0, break: 1, openRound: 2, openSquare: 3, closeRound: 4, closeSquare: 5 } as const;

/**
 * Text and brackets in the order they come. What a bracket multiplies with is known only when it closes, so weights are
 * worked out afterwards. Plain arrays instead of an object an event: brackets may come by the hundred thousand.
 */
class Reading {
  readonly #events: number[] = [];
  readonly #texts: string[] = [];
  /** One an opening bracket, in order. */
  readonly #factors: number[] = [];
  /** Places in `#factors` of the brackets that are open. */
  readonly #open: Record<Kind, number[]> = { round: [], square: [] };

  add(text: string): void {
    if (text === '') return;
    this.#events.push(kinds.text);
    this.#texts.push(text);
  }

  /** Text with each word `BREAK` in it, and the white space around, as an event of its own. */
  addWords(text: string): void {
    let from = 0;
    for (const at of findWord(text, chunkBreak.text)) {
      this.add((from === 0 ? text.slice(0, at) : text.slice(from, at).trimStart()).trimEnd());
      this.#events.push(kinds.break);
      from = at + chunkBreak.text.length;
    }
    this.add(from === 0 ? text : text.slice(from).trimStart());
  }

  isOpen(kind: Kind): boolean {
    return this.#open[kind].length > 0;
  }

  open(kind: Kind): void {
    this.#events.push(kind === 'round' ? kinds.openRound : kinds.openSquare);
    this.#open[kind].push(this.#factors.push(kind === 'round' ? 1.1 : 1 / 1.1) - 1);
  }

  close(kind: Kind, factor?: number): void {
    this.#events.push(kind === 'round' ? kinds.closeRound : kinds.closeSquare);
    const bracket = this.#open[kind].pop();
    if (bracket !== undefined && factor !== undefined) this.#factors[bracket] = factor;
  }

  /** Round and square brackets may cross, each kind nests in itself: two stacks of products give every weight at once. */
  parts(): WeightedText[] {
    const round = [1];
    const square = [1];
    const parts: { text: string; weight: number }[] = [];
    let texts = 0;
    let brackets = 0;
    for (const event of this.#events) {
      if (event === kinds.break) parts.push({ ...chunkBreak });
      else if (event === kinds.openRound)
        round.push(limitWeight(round[round.length - 1]! * this.#factors[brackets++]!));
      else if (event === kinds.openSquare)
        square.push(limitWeight(square[square.length - 1]! * this.#factors[brackets++]!));
      else if (event === kinds.closeRound) round.pop();
      else if (event === kinds.closeSquare) square.pop();
      else {
        const text = this.#texts[texts++]!;
        const weight = limitWeight(round[round.length - 1]! * square[square.length - 1]!);
        const last = parts.at(-1);
        if (last !== undefined && last.weight === weight && !isChunkBreak(last)) last.text += text;
        else parts.push({ text, weight });
      }
    }
    return parts.length > 0 ? parts : [{ text: '', weight: 1 }];
  }
}

/** The text with every character of the grammar escaped, so that {@link parsePrompt} reads it literally (but for BREAK). */
export function escapePrompt(text: string): string {
  checkText('text', text);
  return text.replace(/[\\()[\]]/g, '\\$&');
}

/**
 * Writes parts as a prompt that {@link parsePrompt} reads back: weights that are not 1 as `(text:weight)`.
 */
export function renderPrompt(parts: readonly WeightedText[]): string {
  if (!Array.isArray(parts)) throw new InvalidArgumentError('parts', 'a list of { text, weight }', parts);
  return parts
    .map((part) => {
      checkObject('parts', part as unknown);
      if (isChunkBreak(part)) return ' BREAK ';
      return part.weight === 1 ? escapePrompt(part.text) : `(${escapePrompt(part.text)}:${decimal(part.weight)})`;
    })
    .join('')
    .trim();
}

/** Without an exponent, which the grammar does not know. */
const decimal = (weight: number) => (/e/.test(String(weight)) ? weight.toFixed(20) : String(weight));
