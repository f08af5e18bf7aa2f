import type { FamilySettings } from './extra-settings.js';
import type { TokenizerUse } from './family.js';

/** A T5 text encoder: one chunk of as many tokens as the call allows, padded, without a mask, as diffusers runs it. */
export const t5 = (number: number): TokenizerUse => ({
  folder: `tokenizer_${number}`,
  textEncoder: `text_encoder_${number}`,
  chunks: oneChunk,
});

export const oneChunk = ({ maxSequenceLength }: FamilySettings) => ({
  maxChunks: 1,
  sequenceLength: maxSequenceLength,
});
