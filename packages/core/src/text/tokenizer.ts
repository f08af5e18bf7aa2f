/** Text to token ids. Chunking, begin and end tokens, padding and truncation are core's own, so ids come without specials. */
export interface Tokenizer {
  /** Ids of the text without begin and end token, of any length. */
  encode(text: string): number[];
  /** Id of the begin token; `undefined` for tokenizers without one (T5). */
  readonly bos: number | undefined;
  readonly eos: number;
  readonly pad: number;
  /** Tokens that the text encoder takes, begin and end included: 77 for CLIP. */
  readonly maxLength: number;
  /** One more than the largest id that `encode` can give: the rows that the text encoder's table must have. */
  readonly size?: number | undefined;
}
