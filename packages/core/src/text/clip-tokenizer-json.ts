import { ModelInvalidError } from '../errors/index.js';

/** What {@link clipTokenizerJson} is made of. `specials` are the contents of begin, end and (where it is special) pad token. */
export interface ClipVocabulary {
  readonly component: string;
  readonly vocab: Readonly<Record<string, number>>;
  /** The text of merges.txt: a version line, then one pair a line. */
  readonly merges: string;
  readonly bos: string;
  readonly eos: string;
  readonly specials: readonly string[];
}

/**
 * A `tokenizer.json` for the byte-pair encoding of CLIP, from the `vocab.json` and `merges.txt` that Stable Diffusion
 * folders ship: the same ids as Python's CLIPTokenizerFast. Text is put into NFC, white space collapsed, lower-cased,
 * split at words, digits and punctuation, then merged pair by pair.
 *
 * @throws ModelInvalidError `MODEL_INVALID` when a merge is no pair or its pieces or result are not in the vocabulary.
 */
export function clipTokenizerJson({ component, vocab, merges, bos, eos, specials }: ClipVocabulary): object {
  return {
    version: '1.0',
    added_tokens: specials.map((content) => ({
      id: vocab[content],
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      // Begin and end token are also found in any letter case, since they are looked for in the lower-cased text.
      normalized: content === bos || content === eos,
      special: true,
    })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" },
          behavior: 'Removed',
          invert: true,
        },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [eos, vocab[eos]],
      cls: [bos, vocab[bos]],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      unk_token: eos,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab,
      merges: readMerges(component, merges, vocab),
    },
  };
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
