import { checkText } from '../check.js';
import { chunkBreak, limitWeight, type WeightedText } from './a1111.js';
import { CompelReader, type CompelText } from './compel-reader.js';

/**
 * compel's dialect as a second prompt language: `word+`, `word--`, `(some words)++`, `"some words"1.3`, each `+` being 1.1
 * and each `-` 0.9; `("a", "b").and(1, 0.5)` encodes texts apart and joins them, `("a", "b").blend(1, 0.5)` mixes their
 * embeddings. Weights of a blend are divided by their sum, unless `no_normalize` stands behind them. What is no weight, and
 * brackets and quotes that are not closed, are text. `.swap()` leaves the words that it would replace, `withLora()` nothing;
 * `unsupported()` tells of both.
 *
 * @example
 * ```ts
 * import { compelLanguage } from '@overpaint/presets';
 * compelLanguage.parsePrompt('a red++ house'); // red weighs 1.21
 * ```
 */
export const compelLanguage = {
  parsePrompt(text: string): WeightedText[] {
    const call = readCall(text, 'and', 'add');
    if (call === undefined) return readText(text).parts;
    return call.texts.flatMap((part, index) => {
      const weighted = readText(part).parts.map((entry) => ({
        ...entry,
        weight: limitWeight(entry.weight * (call.weights[index] ?? 1)),
      }));
      return index === 0 ? weighted : [{ ...chunkBreak }, ...weighted];
    });
  },
  schedulePrompt: (text: string, steps: number) => [{ until: steps, text }],
  composePrompt: (text: string): WeightedText[] => [{ text, weight: 1 }],
  blendPrompt(text: string): WeightedText[] {
    const call = readCall(text, 'blend');
    if (call === undefined) return [{ text, weight: 1 }];
    const weights = call.texts.map((_, index) => call.weights[index] ?? 1);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const divisor = call.normalize && sum !== 0 ? sum : 1;
    return call.texts.map((part, index) => ({ text: part, weight: weights[index]! / divisor }));
  },
  /** What the text asks for that is not done, in words for a person. */
  unsupported(text: string): string[] {
    const call = readCall(text, 'and', 'add', 'blend');
    const texts = call?.texts ?? [text];
    return [...new Set([...(call?.notes ?? []), ...texts.flatMap((part) => readText(part).notes)])];
  },
};

interface Call {
  readonly texts: readonly string[];
  readonly weights: readonly number[];
  readonly normalize: boolean;
  readonly notes: readonly string[];
}

const readText = (text: string): CompelText => new CompelReader(spaced(text)).readPrompt();

/** compel reads a comma as the end of a word. */
const spaced = (text: string) => text.replace(/,(\S)/g, ', $1');

/** `("a", "b").name(1, 0.5)` of one of these names, the whole prompt being that call. */
function readCall(text: string, ...names: readonly string[]): Call | undefined {
  checkText('prompt', text);
  // Most prompts are none; and what the call is of is only looked at where its end fits.
  const [whole, name, values] = /\)\s*\.(and|add|blend)\s*\(([^()]*)\)\s*$/.exec(text.slice(-1000)) ?? [];
  if (whole === undefined || !names.includes(name!)) return undefined;
  const words = values!.split(',').map((value) => value.trim());
  const normalize = words.at(-1) !== 'no_normalize';
  const weights = (normalize ? words : words.slice(0, -1)).filter((word, _, all) => word !== '' || all.length > 1);
  const texts = new CompelReader(spaced(text.slice(0, text.length - whole.length + 1))).readTargets();
  if (texts === undefined || !weights.every((word) => /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(word))) return undefined;
  return { ...texts, weights: weights.map(Number), normalize };
}
