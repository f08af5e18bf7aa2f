import { InvalidArgumentError } from '../errors/index.js';
import type { Tokenizer } from './tokenizer.js';

/** What a call of a transformers.js tokenizer is given here: plain ids, with or without begin and end token. */
export interface TransformersCallOptions {
  add_special_tokens: boolean;
  return_tensor: false;
}

/** The part of a transformers.js tokenizer (`@xenova/transformers`, `@huggingface/transformers`) that is used. */
export interface TransformersTokenizer {
  // Parameter and result are loose since each version declares them in another way.
  // biome-ignore lint/suspicious/noExplicitAny: the libraries declare their own option and result types
  (text: string, options: any): any;
  readonly pad_token_id?: number | undefined;
  readonly model_max_length?: number | undefined;
}

/**
 * Makes a {@link Tokenizer} of anything that is called like a transformers.js tokenizer. Begin and end token are learnt
 * from what it makes of an empty text.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` when a call does not give ids.
 * @example
 * ```ts
 * import { adaptTokenizer } from '@overpaint/core';
 * import { AutoTokenizer } from '@xenova/transformers';
 * const tokenizer = adaptTokenizer(await AutoTokenizer.from_pretrained('Xenova/clip-vit-large-patch14'));
 * ```
 */
export function adaptTokenizer(tokenizer: TransformersTokenizer): Tokenizer {
  if (typeof tokenizer !== 'function') throw new InvalidArgumentError('tokenizer', 'a function', tokenizer);
  const call = (text: string, add_special_tokens: boolean): number[] => {
    const options: TransformersCallOptions = { add_special_tokens, return_tensor: false };
    const ids = (tokenizer(text, options) as { input_ids?: unknown } | undefined)?.input_ids;
    const row: unknown = Array.isArray(ids) && Array.isArray(ids[0]) ? ids[0] : ids;
    if (!Array.isArray(row))
      throw new InvalidArgumentError('tokenizer', 'a function that gives { input_ids: number[] }', row);
    return row.map(Number);
  };
  const ends = call('', true);
  const eos = ends.at(-1);
  if (eos === undefined) throw new InvalidArgumentError('tokenizer', 'a tokenizer that adds an end token', ends);
  const length = tokenizer.model_max_length;
  return {
    encode: (text) => call(text, false),
    bos: ends.length > 1 ? ends[0] : undefined,
    eos,
    pad: tokenizer.pad_token_id ?? eos,
    maxLength: length !== undefined && length < 1e6 ? length : 77,
  };
}
