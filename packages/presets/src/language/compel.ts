import { chunkBreak, limitWeight, type WeightedText } from './a1111.js';

/**
 * compel's dialect as a second prompt language: `word+`, `word--`, `(some words)++`, `(some words)1.3`, each `+` being 1.1
 * and each `-` 0.9; `("a", "b").and(1, 0.5)` encodes texts apart and joins them, `("a", "b").blend(1, 0.5)` mixes their
 * embeddings. Weights of a blend are divided by their sum, unless `no_normalize` stands behind them.
 *
 * @example
 * ```ts
 * import { compelLanguage } from '@overpaint/presets';
 * compelLanguage.parsePrompt('a red++ house'); // red weighs 1.21
 * ```
 */
export const compelLanguage = {
  parsePrompt(text: string): WeightedText[] {
    const call = readCall(text);
    if (call?.name !== 'and') return readWeights(text);
    return call.texts.flatMap((part, index) => {
      const weighted = readWeights(part).map((entry) => ({
        ...entry,
        weight: entry.weight * (call.weights[index] ?? 1),
      }));
      return index === 0 ? weighted : [{ ...chunkBreak }, ...weighted];
    });
  },
  schedulePrompt: (text: string, steps: number) => [{ until: steps, text }],
  composePrompt: (text: string): WeightedText[] => [{ text, weight: 1 }],
  blendPrompt(text: string): WeightedText[] {
    const call = readCall(text);
    if (call?.name !== 'blend') return [{ text, weight: 1 }];
    const weights = call.texts.map((_, index) => call.weights[index] ?? 1);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const divisor = call.normalize && sum !== 0 ? sum : 1;
    return call.texts.map((part, index) => ({ text: part, weight: weights[index]! / divisor }));
  },
};

interface Call {
  readonly name: string;
  readonly texts: string[];
  readonly weights: number[];
  readonly normalize: boolean;
}

/** `("a", "b").name(1, 0.5)`, the whole prompt being that call. */
function readCall(text: string): Call | undefined {
  const [, list, name, values] = /^\s*\(([\s\S]*)\)\s*\.\s*(and|blend)\s*\(([^()]*)\)\s*$/.exec(text) ?? [];
  if (list === undefined || name === undefined) return undefined;
  const quoted = /"((?:[^"\\]|\\.)*)"\s*(,|$)\s*/gsy;
  quoted.lastIndex = list.length - list.trimStart().length;
  const texts: string[] = [];
  for (const match of list.matchAll(quoted)) {
    texts.push(match[1]!.replace(/\\(.)/gs, '$1'));
    quoted.lastIndex = match.index + match[0].length;
  }
  if (texts.length === 0 || !/"\s*,?\s*$/.test(list.slice(-50))) return undefined;
  const words = values!.split(',').map((value) => value.trim());
  const weights = words.filter((word) => word !== '' && word !== 'no_normalize').map(Number);
  if (weights.some(Number.isNaN)) return undefined;
  return { name, texts, weights, normalize: !words.includes('no_normalize') };
}

const token = /\\[\s\S]?|\(|\)(?:\++|-+|[+-]?(?:\d+\.?\d*|\.\d+))?|[^\s\\(),]+|\s+|,/g;

function readWeights(text: string): WeightedText[] {
  const pieces = text.match(token) ?? [];
  const factors = matchBrackets(pieces);
  const products = [1];
  const parts: { text: string; weight: number }[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (piece === '(') products.push(limitWeight(products[products.length - 1]! * (factors.get(index) ?? 1)));
    else if (piece[0] === ')' && products.length > 1) products.pop();
    else {
      const word = piece[0] === '\\' ? piece.slice(1) : withoutSigns(piece);
      const factor = piece[0] === '\\' ? 1 : factorOf(piece.slice(word.length));
      const weight = limitWeight(products[products.length - 1]! * factor);
      const last = parts.at(-1);
      if (last?.weight === weight) last.text += word;
      else if (word !== '') parts.push({ text: word, weight });
    }
  }
  return parts.length > 0 ? parts : [{ text: '', weight: 1 }];
}

/** What each opening bracket multiplies with, by its index: the suffix of the bracket that closes it. */
function matchBrackets(pieces: readonly string[]): Map<number, number> {
  const factors = new Map<number, number>();
  const open: number[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (piece === '(') open.push(index);
    else if (piece[0] === ')' && open.length > 0) factors.set(open.pop()!, factorOf(piece.slice(1)));
  }
  return factors;
}

/** The word before a run of one sign at its end; a piece of nothing but signs is text. */
function withoutSigns(piece: string): string {
  const sign = piece.at(-1);
  if (sign !== '+' && sign !== '-') return piece;
  let length = piece.length;
  while (length > 0 && piece[length - 1] === sign) length--;
  return length === 0 || '+-'.includes(piece[length - 1]!) ? piece : piece.slice(0, length);
}

function factorOf(suffix: string): number {
  if (/^\++$/.test(suffix)) return 1.1 ** suffix.length;
  if (/^-+$/.test(suffix)) return 0.9 ** suffix.length;
  return suffix === '' ? 1 : Number(suffix);
}
