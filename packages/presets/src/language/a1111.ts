import { checkObject, checkText } from '../check.js';
import { Cursor } from '../cursor.js';
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
  const round: Brackets = { factor: 1.1, open: [], products: [1] };
  const square: Brackets = { factor: 1 / 1.1, open: [], products: [1] };
  const events: Event[] = [];
  const open = (brackets: Brackets) => {
    const bracket = { brackets, factor: brackets.factor };
    brackets.open.push(bracket);
    events.push(bracket);
  };
  const close = (brackets: Brackets, factor = brackets.factor) => {
    brackets.open.pop()!.factor = factor;
    events.push(brackets);
  };
  const cursor = new Cursor(text);
  while (cursor.at < text.length) {
    const words = cursor.take(plain)?.[0] ?? cursor.take(escaped)?.[1];
    const weight = words === undefined && round.open.length > 0 ? cursor.take(weightEnd)?.[1] : undefined;
    if (words !== undefined) for (const event of withBreaks(words)) events.push(event);
    else if (weight !== undefined) close(round, Number(weight));
    else {
      const character = text[cursor.at++]!;
      if (character === '(') open(round);
      else if (character === '[') open(square);
      else if (character === ')' && round.open.length > 0) close(round);
      else if (character === ']' && square.open.length > 0) close(square);
      else if (character !== '\\') events.push(character);
    }
  }
  return weighed(events, round.products, square.products);
}

const plain = /[^()[\]\\:]+/y;
const weightEnd = /:\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*\)/y;
const escaped = /\\([()[\]\\])/y;

/** Brackets of one kind: those that are open while a prompt is read, then the products of those around a place. */
interface Brackets {
  readonly factor: number;
  readonly open: Bracket[];
  readonly products: number[];
}
/** What a bracket multiplies with is known only when it closes, so weights are worked out afterwards. */
interface Bracket {
  readonly brackets: Brackets;
  factor: number;
}
/** Words, a break, a bracket that opens, or brackets of which the innermost closes. */
type Event = string | WeightedText | Bracket | Brackets;

/** Text with each word `BREAK` in it, and the white space around, as an event of its own. */
function withBreaks(text: string): Event[] {
  const events: Event[] = [];
  let from = 0;
  for (const at of findWord(text, chunkBreak.text)) {
    events.push((from === 0 ? text.slice(0, at) : text.slice(from, at).trimStart()).trimEnd(), chunkBreak);
    from = at + chunkBreak.text.length;
  }
  return [...events, from === 0 ? text : text.slice(from).trimStart()];
}

/** Round and square brackets may cross, each kind nests in itself: two stacks of products give every weight at once. */
function weighed(events: readonly Event[], round: number[], square: number[]): WeightedText[] {
  const parts: { text: string; weight: number }[] = [];
  for (const event of events) {
    if (typeof event === 'string') {
      const weight = limitWeight(round.at(-1)! * square.at(-1)!);
      const last = parts.at(-1);
      if (last !== undefined && last.weight === weight && !isChunkBreak(last)) last.text += event;
      else if (event !== '') parts.push({ text: event, weight });
    } else if ('brackets' in event) {
      const { products } = event.brackets;
      products.push(limitWeight(products.at(-1)! * event.factor));
    } else if ('products' in event) event.products.pop();
    else parts.push({ ...event });
  }
  return parts.length > 0 ? parts : [{ text: '', weight: 1 }];
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
