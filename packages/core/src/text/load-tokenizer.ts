import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { clipTokenizerJson } from './clip-tokenizer-json.js';
import type { Tokenizer } from './tokenizer.js';
import { isRecord, type Json, type TokenizerFiles, type TokenizerSource, tokenizerFiles } from './tokenizer-files.js';
import { entriesOf, readVocabulary, type Vocabulary } from './vocabulary.js';

export interface LoadTokenizerOptions {
  /** Content of the pad token where no file names one; the end token by default. SD 2.x and SDXL's second one: `!`. */
  readonly padFallback?: string | undefined;
}

/**
 * Reads the tokenizer of a model folder: `vocab.json` and `merges.txt` where both are there (a shipped `tokenizer.json`
 * may be cut down), else `tokenizer.json`. Ids equal those of Python's fast tokenizers.
 *
 * The pad token comes from `tokenizer_config.json`, `special_tokens_map.json` or `padFallback`, in this order. Where it
 * is `!` (SD 2.x), every `!` of a prompt is the pad token too, as in Python.
 *
 * @throws ModelInvalidError `MODEL_INVALID` when files are missing, damaged or of different models.
 * @example
 * ```ts
 * const tokenizer = await loadTokenizer(files, 'tokenizer');
 * tokenizer.encode('a photo of a cat'); // [320, 1125, 539, 320, 2368]
 * ```
 */
export async function loadTokenizer(
  source: TokenizerSource,
  folder: string,
  { padFallback }: LoadTokenizerOptions = {},
): Promise<Tokenizer> {
  const files = tokenizerFiles(source, folder);
  const config = await files.optional('tokenizer_config.json');
  const map = await files.optional('special_tokens_map.json');
  const named = (key: string) => contentOf(config[key]) ?? contentOf(map[key]);
  const names = { bos: named('bos_token'), eos: named('eos_token'), pad: named('pad_token') ?? padFallback };

  const hasPairs = files.has('vocab.json') && files.has('merges.txt');
  if (!hasPairs && !files.has('tokenizer.json')) return failMissing(files, folder);
  const { definition, vocabulary, bos, eos, pad } = await (hasPairs ? readPairs(files, names) : readJson(files, names));
  const tokenizer = open(files, definition, config);
  // Python lowers one character at a time; JavaScript would make the last sigma of a word the final form, another token.
  const lowers = JSON.stringify(definition['normalizer'] ?? null).includes('"Lowercase"');
  return {
    encode(text) {
      return tokenizer.encode(lowers ? text.replaceAll('Σ', 'σ') : text, { add_special_tokens: false }).ids;
    },
    bos: bos === undefined ? undefined : vocabulary.get(bos),
    eos: vocabulary.get(eos)!,
    pad: vocabulary.get(pad)!,
    maxLength: readMaxLength(config['model_max_length'], bos === undefined ? 512 : 77),
    size: [...vocabulary.values()].reduce((most, id) => Math.max(most, id), 0) + 1,
  };
}

/** What the files say of the special tokens; they may say nothing. */
interface Names {
  readonly bos: string | undefined;
  readonly eos: string | undefined;
  readonly pad: string | undefined;
}

/** A tokenizer.json, read or made, and the special tokens in it, all in its vocabulary. */
interface Definition {
  readonly definition: Json;
  readonly vocabulary: Vocabulary;
  readonly bos: string | undefined;
  readonly eos: string;
  readonly pad: string;
}

async function readPairs(files: TokenizerFiles, names: Names): Promise<Definition> {
  const vocab = await files.json('vocab.json');
  const vocabulary = readVocabulary(Object.entries(vocab), (problem) => files.fail(`vocab.json ${problem}`));
  const { bos = '<|startoftext|>', eos = '<|endoftext|>', pad = eos } = names;
  for (const token of [bos, eos, pad]) {
    if (vocabulary.has(token)) continue;
    files.fail(`expected the token ${JSON.stringify(token)} in vocab.json. Its files belong to different models.`);
  }
  const definition = clipTokenizerJson({
    component: files.component,
    vocab: vocab as Record<string, number>,
    merges: await files.text('merges.txt'),
    bos,
    eos,
    specials: [...new Set([bos, eos, pad])],
  });
  return { definition: definition as Json, vocabulary, bos, eos, pad };
}

async function readJson(files: TokenizerFiles, names: Names): Promise<Definition> {
  const table = await files.json('tokenizer.json');
  const vocabulary = readVocabulary(entriesOf(table), (problem) => files.fail(`tokenizer.json ${problem}`));
  const find = (...candidates: (string | undefined)[]) =>
    candidates.find((candidate) => candidate !== undefined && vocabulary.has(candidate));
  const bos = find(names.bos, '<|startoftext|>');
  const eos =
    find(names.eos, '<|endoftext|>', '</s>') ??
    files.fail('expected an end token (<|endoftext|> or </s>) in tokenizer.json, found none.');
  const pad = find(names.pad, bos === undefined ? '<pad>' : eos) ?? eos;
  return { definition: withSpecial(table, pad, vocabulary), vocabulary, bos, eos, pad };
}

function open(files: TokenizerFiles, definition: Json, config: Json): HuggingFaceTokenizer {
  try {
    const tokenizer = new HuggingFaceTokenizer(definition, config);
    tokenizer.encode('a', { add_special_tokens: false }); // some faults only show in use
    return tokenizer;
  } catch (cause) {
    return files.fail(
      'its files cannot be understood as a tokenizer. They are damaged, or of a kind that is not supported.',
      cause,
    );
  }
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

/** A special token is written as its text, or as an object that holds it. */
function contentOf(token: unknown): string | undefined {
  const content = isRecord(token) ? token['content'] : token;
  return typeof content === 'string' ? content : undefined;
}

/** Python makes the pad token a special one even where tokenizer.json lists it as an ordinary token (`!` of SD 2.x). */
function withSpecial(table: Json, content: string, vocabulary: Vocabulary): Json {
  const added: readonly unknown[] = Array.isArray(table['added_tokens']) ? table['added_tokens'] : [];
  if (added.some((token) => contentOf(token) === content)) return table;
  const token = {
    id: vocabulary.get(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  };
  return { ...table, added_tokens: [...added, token] };
}

/** Python writes 10³⁰ where a length was never set. */
function readMaxLength(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 2 && value < 1e6 ? value : fallback;
}
