export { adaptTokenizer, type TransformersTokenizer } from './adapt-tokenizer.js';
export { checkTokenizer } from './check-tokenizer.js';
export {
  type Chunk,
  type ChunkedPrompt,
  type ChunkOptions,
  chunkPrompt,
  defaultMaxChunks,
  emptyChunk,
} from './chunks.js';
export { applyWeights, type Weighting } from './emphasis.js';
export {
  countChunks,
  type EncodedChunk,
  type EncodedPrompts,
  type EncodePromptsOptions,
  encodePrompts,
  reportTokens,
  type TokenReport,
} from './encode-prompts.js';
export {
  type LoadTokenizerOptions,
  loadTokenizer,
  loadTokenizerWith,
} from './load-tokenizer.js';
export { type PromptStage, planPrompt, stageAt } from './plan-prompt.js';
export {
  chunkBreak,
  type PromptLanguage,
  plainLanguage,
  type ScheduledText,
  type WeightedText,
} from './prompt-language.js';
export type { ReadTokenizer, SpecialNames, TokenizerJsonReader } from './read-tokenizer.js';
export type { Tokenizer } from './tokenizer.js';
export type { TokenizerFiles, TokenizerSource } from './tokenizer-files.js';
