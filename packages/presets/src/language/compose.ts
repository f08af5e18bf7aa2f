import { checkText } from '../check.js';
import { limitWeight, type WeightedText } from './a1111.js';
import { findWord } from './find-word.js';

/**
 * Splits a prompt at the word `AND` into texts that guide the picture together, each with its weight: `a cat AND a dog
 * :1.2`. A prompt without `AND` is one text as it stands, so that `16:9` stays text there.
 *
 * @example
 * ```ts
 * import { composePrompt } from '@overpaint/presets';
 * composePrompt('a cat AND a dog :0.8'); // [{ text: 'a cat', weight: 1 }, { text: 'a dog', weight: 0.8 }]
 * ```
 */
export function composePrompt(text: string): WeightedText[] {
  checkText('prompt', text);
  const cuts = findWord(text, 'AND');
  if (cuts.length === 0) return [{ text, weight: 1 }];
  const parts = [...cuts, text.length]
    .map((end, index) => readWeight(text.slice(index === 0 ? 0 : cuts[index - 1]! + 'AND'.length, end)))
    .filter((part) => part.text !== '');
  return parts.length > 0 ? parts : [{ text: '', weight: 1 }];
}

function readWeight(part: string): WeightedText {
  const colon = part.lastIndexOf(':');
  const number = colon === -1 ? '' : part.slice(colon + 1).trim();
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(number)) return { text: part.trim(), weight: 1 };
  return { text: part.slice(0, colon).trim(), weight: limitWeight(Number(number)) };
}

/** Applies `change` to each text of a composition and writes the composition again. */
export function mapComposition(text: string, change: (text: string) => string): string {
  const parts = composePrompt(text);
  if (parts.length === 1) return change(text);
  return parts.map(({ text, weight }) => `${change(text)}${weight === 1 ? '' : ` :${weight}`}`).join(' AND ');
}
