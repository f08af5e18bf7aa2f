import { BPE, ByteLevelPreTokenizer } from '@huggingface/tokenizers';
import { ModelInvalidError } from '../errors/index.js';

/** What {@link clipTokenizer} is made of. */
export interface ClipVocabulary {
  readonly component: string;
  readonly vocab: Readonly<Record<string, number>>;
  /** The text of merges.txt: a version line, then one pair a line. */
  readonly merges: string;
  readonly bos: string;
  readonly eos: string;
  readonly pad: string;
}

/** Words, single digits and runs of other characters; white space separates. */
const pieces = /'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\p{White_Space}\p{L}\p{N}]+/gu;

/**
 * The byte-pair encoding of CLIP, from the `vocab.json` and `merges.txt` that Stable Diffusion folders ship: the same ids
 * as Python's CLIPTokenizerFast. Text is put into NFC, white space collapsed, lower-cased, split at words, digits and
 * punctuation, then merged pair by pair.
 *
 * @throws ModelInvalidError `MODEL_INVALID` when a merge is no pair or its pieces or result are not in the vocabulary.
 */
export function clipTokenizer({ component, vocab, merges, bos, eos, pad }: ClipVocabulary): (text: string) => number[] {
  const pairs = readMerges(component, merges, vocab);
  const settings = { unk_token: eos, end_of_word_suffix: '</w>', ignore_merges: false };
  const bpe = new BPE({ type: 'BPE', ...settings, vocab, merges: pairs });
  const bytes = new ByteLevelPreTokenizer({ type: 'ByteLevel', use_regex: true });

  const special = new Map([bos, eos, pad].map((token) => [token, vocab[token]!]));
  // Begin and end token are also found in any letter case, since they are looked for in the lower-cased text.
  const lowered = [bos, eos].map((token) => [normalise(token), vocab[token]!] as const);
  const any = new Map([...special, ...lowered]);
  const ownPad = pad === bos || pad === eos ? [] : [pad];

  const encode = (text: string): number[] =>
    bpe.encode(bytes.pre_tokenize(text.match(pieces) ?? [])).map((token) => any.get(token) ?? vocab[token]!);
  /** Special tokens as they are, what lies between them as `rest` makes it. */
  const around = (text: string, tokens: readonly string[], rest: (text: string) => number[]): number[] =>
    splitAround(text, tokens).flatMap((part) => (any.has(part) ? [any.get(part)!] : rest(part)));

  const loweredTokens = lowered.map(([token]) => token);
  return (text) => around(text, ownPad, (part) => around(normalise(part), loweredTokens, encode));
}

/** Python lowers one character at a time; JavaScript would make the last sigma of a word the final form, another token. */
const normalise = (text: string) =>
  text
    .normalize('NFC')
    .replaceAll(/\p{White_Space}+/gu, ' ')
    .replaceAll('Σ', 'σ')
    .toLowerCase();

/** A text cut before and behind each of these tokens, the longest one where several begin. */
function splitAround(text: string, tokens: readonly string[]): string[] {
  const literal = [...tokens].sort((a, b) => b.length - a.length).map((token) => token.replace(/\W/gu, '\\$&'));
  return literal.length === 0 ? [text] : text.split(new RegExp(`(${literal.join('|')})`)).filter(Boolean);
}

/** OpenAI's published list goes on after the merges that CLIP uses; only these many lines are read. */
const clipMerges = 49152 - 256 - 2;

function readMerges(component: string, text: string, vocab: Readonly<Record<string, number>>): [string, string][] {
  const lines = text.split(/\r?\n/).slice(0, clipMerges + 1);
  const merges: [string, string][] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || (index === 0 && line.startsWith('#version'))) continue;
    const [left, right, ...rest] = line.split(' ');
    if (left === undefined || right === undefined || rest.length > 0) {
      throw new ModelInvalidError(
        component,
        `${component}: expected two pieces on line ${index + 1} of merges.txt, received ${JSON.stringify(line.slice(0, 60))}. ` +
          'The file is damaged: download it again.',
      );
    }
    if (!Object.hasOwn(vocab, left + right) || !Object.hasOwn(vocab, left) || !Object.hasOwn(vocab, right)) {
      throw new ModelInvalidError(
        component,
        `${component}: line ${index + 1} of merges.txt joins ${JSON.stringify(left)} and ${JSON.stringify(right)}, which vocab.json does not know. ` +
          'The two files belong to different models: take both from one.',
      );
    }
    merges.push([left, right]);
  }
  if (merges.length === 0) {
    throw new ModelInvalidError(
      component,
      `${component}: merges.txt holds no merges. The file is damaged: download it again.`,
    );
  }
  return merges;
}
