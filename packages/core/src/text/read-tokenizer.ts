import type { TokenizerFiles } from './tokenizer-files.js';
import type { Vocabulary } from './vocabulary.js';

/** What the files say of the special tokens; they may say nothing. */
export interface SpecialNames {
  readonly bos: string | undefined;
  readonly eos: string | undefined;
  readonly pad: string | undefined;
}

/** A tokenizer as it was read: its ids, and the special tokens, all in its vocabulary. */
export interface ReadTokenizer {
  encode(text: string): number[];
  readonly vocabulary: Vocabulary;
  readonly bos: string | undefined;
  readonly eos: string;
  readonly pad: string;
}

/** Reads a `tokenizer.json`, which may be of any kind: what a page with the embedded model does without. */
export type TokenizerJsonReader = (files: TokenizerFiles, names: SpecialNames) => Promise<ReadTokenizer>;
