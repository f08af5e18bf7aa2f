import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import type { ReadTokenizer, SpecialNames } from './read-tokenizer.js';
import { contentOf, type Json, type TokenizerFiles } from './tokenizer-files.js';
import { entriesOf, readVocabulary, type Vocabulary } from './vocabulary.js';

/**
 * Reads a `tokenizer.json` of any kind (BPE, Unigram, WordPiece) with the whole tokenizer library.
 *
 * @throws ModelInvalidError `MODEL_INVALID` when it is damaged or of a kind that the library does not know.
 */
export async function readTokenizerJson(files: TokenizerFiles, names: SpecialNames): Promise<ReadTokenizer> {
  const table = await files.json('tokenizer.json');
  const vocabulary = readVocabulary(entriesOf(table), (problem) => files.fail(`tokenizer.json ${problem}`));
  const find = (...candidates: (string | undefined)[]) =>
    candidates.find((candidate) => candidate !== undefined && vocabulary.has(candidate));
  const bos = find(names.bos, '<|startoftext|>');
  const eos =
    find(names.eos, '<|endoftext|>', '</s>') ??
    files.fail('expected an end token (<|endoftext|> or </s>) in tokenizer.json, found none.');
  const pad = find(names.pad, bos === undefined ? '<pad>' : eos) ?? eos;
  const tokenizer = open(files, withSpecial(table, pad, vocabulary), await files.optional('tokenizer_config.json'));
  // Python lowers one character at a time; JavaScript would make the last sigma of a word the final form, another token.
  const lowers = JSON.stringify(table['normalizer'] ?? null).includes('"Lowercase"');
  const encode = (text: string) =>
    tokenizer.encode(lowers ? text.replaceAll('Σ', 'σ') : text, { add_special_tokens: false }).ids;
  return { encode, vocabulary, bos, eos, pad };
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
