import { ModelInvalidError } from '../errors/index.js';
import type { Tokenizer } from './tokenizer.js';

/**
 * Makes sure that every id which the tokenizer can give has a row in the text encoder's table of `vocabSize` rows. A
 * smaller vocabulary is fine (T5's table is rounded up).
 *
 * @throws ModelInvalidError `MODEL_INVALID` when the tokenizer belongs to a larger text encoder.
 */
export function checkTokenizer(tokenizer: Tokenizer, vocabSize: number, component = 'tokenizer'): void {
  const largest = Math.max(tokenizer.bos ?? 0, tokenizer.eos, tokenizer.pad, (tokenizer.size ?? 0) - 1);
  if (largest < vocabSize) return;
  throw new ModelInvalidError(
    component,
    `${component}: expected token ids below ${vocabSize}, the vocabulary of the text encoder, but it gives ids up to ${largest}. ` +
      'It belongs to another model: copy the tokenizer folder from the model that the text encoder was exported from.',
  );
}
