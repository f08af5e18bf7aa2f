import { checkNames, checkText } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';
import { clipTokenizer } from './clip-tokenizer.js';
import { readTokenizerJson } from './json-tokenizer.js';
import type { ReadTokenizer, SpecialNames, TokenizerJsonReader } from './read-tokenizer.js';
import type { Tokenizer } from './tokenizer.js';
import { contentOf, type TokenizerFiles, type TokenizerSource, tokenizerFiles } from './tokenizer-files.js';
import { readVocabulary } from './vocabulary.js';

export interface LoadTokenizerOptions {
  /** Content of the pad token where no file names one; the end token by default. SD 2.x and SDXL's second one: `!`. */
  readonly padFallback?: string | undefined;
}

/**
 * Reads the tokenizer of a model folder: `vocab.json` and `merges.txt` where both are there and CLIP's (a shipped
 * `tokenizer.json` may be cut down), else `tokenizer.json`. Ids equal those of Python's fast tokenizers.
 *
 * The pad token comes from `tokenizer_config.json`, `special_tokens_map.json` or `padFallback`, in this order. Where it
 * is `!` (SD 2.x), every `!` of a prompt is the pad token too, as in Python.
 *
 * @throws ModelInvalidError `MODEL_INVALID` when files are missing, damaged or of different models.
 * @example
 * ```ts
 * import { loadTokenizer, type TokenizerSource } from '@overpaint/core';
 * declare const files: TokenizerSource; // of a model folder
 * const tokenizer = await loadTokenizer(files, 'tokenizer');
 * tokenizer.encode('a photo of a cat'); // [320, 1125, 539, 320, 2368]
 * ```
 */
export async function loadTokenizer(
  source: TokenizerSource,
  folder: string,
  options: LoadTokenizerOptions = {},
): Promise<Tokenizer> {
  checkText('folder', folder ?? null);
  checkNames('options', options, { padFallback: true });
  if (typeof source?.read !== 'function')
    throw new InvalidArgumentError('source', 'an object with has() and read()', source);
  return loadTokenizerWith(readTokenizerJson, source, folder, options);
}

/** {@link loadTokenizer}, with a reader of `tokenizer.json` that may lie elsewhere. */
export async function loadTokenizerWith(
  readJson: TokenizerJsonReader,
  source: TokenizerSource,
  folder: string,
  { padFallback }: LoadTokenizerOptions,
): Promise<Tokenizer> {
  const files = tokenizerFiles(source, folder);
  const config = await files.optional('tokenizer_config.json');
  const map = await files.optional('special_tokens_map.json');
  const named = (key: string) => contentOf(config[key]) ?? contentOf(map[key]);
  const names = { bos: named('bos_token'), eos: named('eos_token'), pad: named('pad_token') ?? padFallback };

  const hasPairs = files.has('vocab.json') && files.has('merges.txt');
  if (!hasPairs && !files.has('tokenizer.json')) return failMissing(files, folder);
  // The same two files, but without ends of words, are those of other byte-pair encodings (Qwen's).
  const others = files.has('tokenizer.json') && hasPairs && !endsWords(await files.json('vocab.json'));
  const read = hasPairs && !others ? readPairs : readJson;
  const { encode, vocabulary, bos, eos, pad } = await read(files, names);
  return {
    encode,
    bos: bos === undefined ? undefined : vocabulary.get(bos),
    eos: vocabulary.get(eos)!,
    pad: vocabulary.get(pad)!,
    maxLength: readMaxLength(config['model_max_length'], bos === undefined ? 512 : 77),
    size: [...vocabulary.values()].reduce((most, id) => Math.max(most, id), 0) + 1,
  };
}

const endsWords = (vocab: object) => Object.keys(vocab).some((token) => token.endsWith('</w>'));

async function readPairs(files: TokenizerFiles, names: SpecialNames): Promise<ReadTokenizer> {
  const vocab = await files.json('vocab.json');
  const vocabulary = readVocabulary(Object.entries(vocab), (problem) => files.fail(`vocab.json ${problem}`));
  const { bos = '<|startoftext|>', eos = '<|endoftext|>', pad = eos } = names;
  for (const token of [bos, eos, pad]) {
    if (vocabulary.has(token)) continue;
    files.fail(`expected the token ${JSON.stringify(token)} in vocab.json. Its files belong to different models.`);
  }
  const merges = await files.text('merges.txt');
  const { component } = files;
  const encode = clipTokenizer({ component, vocab: vocab as Record<string, number>, merges, bos, eos, pad });
  return { encode, vocabulary, bos, eos, pad };
}

function failMissing(files: TokenizerFiles, folder: string): never {
  const found = ['vocab.json', 'merges.txt', 'spiece.model'].filter((name) => files.has(name));
  const lies = found.length === 0 ? 'neither' : `only ${found.join(', ')}`;
  const advice = found.includes('spiece.model')
    ? 'A SentencePiece model alone cannot be read: save the tokenizer as tokenizer.json.'
    : 'Copy the missing files from the model that the text encoder was exported from.';
  return files.fail(
    `expected vocab.json and merges.txt, or tokenizer.json, in ${folder || 'the folder'}; found ${lies}. ${advice}`,
  );
}

/** Python writes 10³⁰ where a length was never set. */
function readMaxLength(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 2 && value < 1e6 ? value : fallback;
}
