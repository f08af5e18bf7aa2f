import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { ModelInvalidError } from '../errors/index.js';
import { clipTokenizerJson } from './clip-tokenizer-json.js';
import type { Tokenizer } from './tokenizer.js';

/** Where a tokenizer's files come from; paths use `/`. */
export interface TokenizerSource {
  has(path: string): boolean;
  read(path: string): Promise<Uint8Array>;
}

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
  const path = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  const component = folder.split('/').pop() || 'tokenizer';
  const fail = (message: string, cause?: unknown): never => {
    throw new ModelInvalidError(component, `${component}: ${message}`, { cause });
  };
  const text = async (name: string) => new TextDecoder('utf-8').decode(await source.read(path(name)));
  const json = async (name: string): Promise<Json> => {
    const content = await text(name);
    try {
      const value: unknown = JSON.parse(content);
      if (isRecord(value)) return value;
    } catch (cause) {
      return fail(
        `expected ${name} to be JSON, but it cannot be parsed. The file is damaged: download it again.`,
        cause,
      );
    }
    return fail(`expected ${name} to hold a JSON object. The file is damaged: download it again.`);
  };
  const optional = async (name: string): Promise<Json> => (source.has(path(name)) ? json(name) : {});

  const config = await optional('tokenizer_config.json');
  const specials = await optional('special_tokens_map.json');
  const named = (key: string) => contentOf(config[key]) ?? contentOf(specials[key]);
  const hasPairs = source.has(path('vocab.json')) && source.has(path('merges.txt'));

  let definition: object;
  let vocab: ReadonlyMap<string, number>;
  let bos: string | undefined;
  let eos: string;
  let pad: string;
  if (hasPairs) {
    const table = await json('vocab.json');
    vocab = readVocab(Object.entries(table), (problem) => fail(`vocab.json ${problem}`));
    bos = named('bos_token') ?? '<|startoftext|>';
    eos = named('eos_token') ?? '<|endoftext|>';
    pad = named('pad_token') ?? padFallback ?? eos;
    for (const token of [bos, eos, pad]) {
      if (!vocab.has(token))
        fail(`expected the token ${JSON.stringify(token)} in vocab.json. Its files belong to different models.`);
    }
    definition = clipTokenizerJson({
      component,
      vocab: table as Record<string, number>,
      merges: await text('merges.txt'),
      bos,
      eos,
      specials: [...new Set([bos, eos, pad])],
    });
  } else if (source.has(path('tokenizer.json'))) {
    const table = await json('tokenizer.json');
    vocab = readVocab(entriesOf(table), (problem) => fail(`tokenizer.json ${problem}`));
    const find = (...names: (string | undefined)[]) => names.find((name) => name !== undefined && vocab.has(name));
    bos = find(named('bos_token'), '<|startoftext|>');
    eos =
      find(named('eos_token'), '<|endoftext|>', '</s>') ??
      fail('expected an end token (<|endoftext|> or </s>) in tokenizer.json, found none.');
    pad = find(named('pad_token'), padFallback, bos === undefined ? '<pad>' : eos, eos) ?? eos;
    definition = withSpecial(table, pad, vocab);
  } else {
    const found = ['vocab.json', 'merges.txt', 'spiece.model'].filter((name) => source.has(path(name)));
    const lies = found.length === 0 ? 'neither' : `only ${found.join(', ')}`;
    const advice = found.includes('spiece.model')
      ? 'A SentencePiece model alone cannot be read: save the tokenizer as tokenizer.json.'
      : 'Copy the missing files from the model that the text encoder was exported from.';
    return fail(
      `expected vocab.json and merges.txt, or tokenizer.json, in ${folder || 'the folder'}; found ${lies}. ${advice}`,
    );
  }

  let tokenizer: HuggingFaceTokenizer;
  try {
    tokenizer = new HuggingFaceTokenizer(definition, config);
    tokenizer.encode('a', { add_special_tokens: false });
  } catch (cause) {
    return fail(
      'its files cannot be understood as a tokenizer. They are damaged, or of a kind that is not supported.',
      cause,
    );
  }
  // Python lowers one character at a time; JavaScript would make the last sigma of a word the final form, another token.
  const lowers = JSON.stringify((definition as Json)['normalizer'] ?? null).includes('"Lowercase"');
  const prepare = (prompt: string) => (lowers ? prompt.replaceAll('Σ', 'σ') : prompt);
  return {
    encode: (prompt) => tokenizer.encode(prepare(prompt), { add_special_tokens: false }).ids,
    bos: bos === undefined ? undefined : vocab.get(bos),
    eos: vocab.get(eos)!,
    pad: vocab.get(pad)!,
    maxLength: readMaxLength(config['model_max_length'], bos === undefined ? 512 : 77),
    size: [...vocab.values()].reduce((most, id) => Math.max(most, id), 0) + 1,
  };
}

type Json = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A special token is written as its text, or as an object that holds it. */
function contentOf(token: unknown): string | undefined {
  const content = isRecord(token) ? token['content'] : token;
  return typeof content === 'string' ? content : undefined;
}

/** Python makes the pad token a special one even where tokenizer.json lists it as an ordinary token (`!` of SD 2.x). */
function withSpecial(table: Json, content: string, vocab: ReadonlyMap<string, number>): Json {
  const added: readonly unknown[] = Array.isArray(table['added_tokens']) ? table['added_tokens'] : [];
  if (added.some((token) => contentOf(token) === content)) return table;
  const token = {
    id: vocab.get(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  };
  return { ...table, added_tokens: [...added, token] };
}

/** Tokens and ids of a tokenizer.json: BPE lists ids by token, Unigram lists [token, score] by id; added tokens on top. */
function entriesOf(table: Json): [unknown, unknown][] {
  const model = isRecord(table['model']) ? table['model'] : {};
  const listed = model['vocab'];
  const own: [unknown, unknown][] = Array.isArray(listed)
    ? listed.map((entry: unknown, id) => [Array.isArray(entry) ? entry[0] : entry, id])
    : Object.entries(isRecord(listed) ? listed : {});
  const added = Array.isArray(table['added_tokens']) ? table['added_tokens'].filter(isRecord) : [];
  return [...own, ...added.map((token): [unknown, unknown] => [token['content'], token['id']])];
}

function readVocab(
  entries: readonly [unknown, unknown][],
  fail: (problem: string) => never,
): ReadonlyMap<string, number> {
  const vocab = new Map<string, number>();
  const tokens = new Map<number, string>();
  for (const [token, id] of entries) {
    if (typeof token !== 'string' || typeof id !== 'number' || !Number.isInteger(id) || id < 0) {
      return fail(
        `gives ${JSON.stringify(token)} the id ${String(id)}, expected a whole number from 0. The file is damaged: download it again.`,
      );
    }
    const other = tokens.get(id);
    if (other !== undefined && other !== token) {
      return fail(
        `gives the id ${id} to ${JSON.stringify(other)} and ${JSON.stringify(token)}. The file is damaged: download it again.`,
      );
    }
    vocab.set(token, id);
    tokens.set(id, token);
  }
  if (vocab.size === 0) return fail('holds no vocabulary. The file is damaged: download it again.');
  return vocab;
}

/** Python writes 10³⁰ where a length was never set. */
function readMaxLength(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 2 && value < 1e6 ? value : fallback;
}
