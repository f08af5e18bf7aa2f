import { linearCombination } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import { type Chunk, type ChunkOptions, chunkPrompt, emptyChunk } from './chunks.js';
import { applyWeights, isWeighted, type Weighting } from './emphasis.js';
import { type PromptLanguage, plainLanguage } from './prompt-language.js';
import type { Tokenizer } from './tokenizer.js';

/** What a text encoder makes of one chunk: vectors [1, tokens, width], and the pooled one [1, width] where it has one. */
export interface EncodedChunk {
  readonly hidden: Tensor;
  readonly pooled?: Tensor | undefined;
}

/** How a prompt fitted: reported in plans and results. */
export interface TokenReport {
  readonly text: string;
  /** Without begin and end tokens; `cutTokens` of them were left out. */
  readonly tokens: number;
  /** Chunks of the text encoder that hold them. */
  readonly chunks: number;
  readonly cutTokens: number;
  /** The words left out, as they were written; empty when all fitted. */
  readonly cut: string;
}

export interface EncodePromptsOptions extends ChunkOptions {
  readonly prompts: readonly string[];
  readonly tokenizer: Tokenizer;
  /** Runs the text encoder on ids of full length. Equal chunks are asked for again: the caller may keep what it gave. */
  encode(ids: readonly number[]): Promise<EncodedChunk>;
  readonly language?: PromptLanguage | undefined;
  readonly weighting?: Weighting | undefined;
  /** Chunks that every prompt gets at least, filled up with empty ones: as many as another text encoder needs. */
  readonly minChunks?: number | undefined;
}

export interface EncodedPrompts {
  /** One a prompt, [1, chunks · tokens, width], all of one shape. */
  readonly embeddings: Tensor[];
  /** Of each prompt's first chunk, where the text encoder has it. */
  readonly pooled?: Tensor[];
  readonly reports: TokenReport[];
}

/**
 * Encodes the prompts of one call. Long ones become several chunks, and all get as many chunks as the longest, since
 * the network takes them in one batch. A prompt of at most 75 tokens without weights is encoded exactly as diffusers does.
 */
export async function encodePrompts({
  prompts,
  tokenizer,
  encode,
  language = plainLanguage,
  weighting = 'a1111',
  minChunks = 1,
  ...chunkOptions
}: EncodePromptsOptions): Promise<EncodedPrompts> {
  const readings = prompts.map((prompt) => readPrompt(prompt, tokenizer, language, chunkOptions));
  const length = Math.max(minChunks, ...readings.map(({ report }) => report.chunks));
  const filler = emptyChunk(tokenizer, chunkOptions.sequenceLength);

  const embed = async (chunk: Chunk): Promise<EncodedChunk> => {
    const encoded = await encode(chunk.ids);
    if (weighting === 'none' || !isWeighted(chunk.weights)) return encoded;
    const empty = weighting === 'comfy' ? (await encode(filler.ids)).hidden : undefined;
    return { ...encoded, hidden: applyWeights(encoded.hidden, chunk.weights, weighting, empty) };
  };

  const embeddings: Tensor[] = [];
  const pooled: Tensor[] = [];
  for (const { blend } of readings) {
    const mixed: { weight: number; hidden: Tensor; pooled: Tensor | undefined }[] = [];
    for (const { weight, chunks } of blend) {
      const encoded: EncodedChunk[] = [];
      for (let index = 0; index < length; index++) encoded.push(await embed(chunks[index] ?? filler));
      mixed.push({ weight, hidden: join(encoded.map(({ hidden }) => hidden)), pooled: encoded[0]?.pooled });
    }
    embeddings.push(mix(mixed.map(({ weight, hidden }) => [weight, hidden])));
    const poolings = mixed.flatMap(({ weight, pooled }) => (pooled === undefined ? [] : [[weight, pooled] as const]));
    if (poolings.length > 0) pooled.push(mix(poolings));
  }
  const reports = readings.map(({ report }) => report);
  return pooled.length > 0 ? { embeddings, pooled, reports } : { embeddings, reports };
}

/** Chunks of the longest of these prompts, as {@link encodePrompts} reads them. */
export function countChunks(
  prompts: readonly string[],
  tokenizer: Tokenizer,
  language: PromptLanguage,
  options: ChunkOptions = {},
): number {
  return Math.max(...prompts.map((prompt) => readPrompt(prompt, tokenizer, language, options).report.chunks));
}

/**
 * How the prompt fits, without a text encoder: what a plan shows before any weights are loaded. Of a prompt that is
 * composed or changes over `steps`, the longest of its texts counts, and what is cut from any of them is listed.
 *
 * @example
 * ```ts
 * import { reportTokens } from './encode-prompts.js';
 * import type { Tokenizer } from './tokenizer.js';
 * declare const tokenizer: Tokenizer;
 * const { tokens, cut } = reportTokens('a very long prompt …', tokenizer);
 * ```
 */
export function reportTokens(
  prompt: string,
  tokenizer: Tokenizer,
  language: PromptLanguage = plainLanguage,
  { steps = 1, ...options }: ChunkOptions & { readonly steps?: number | undefined } = {},
): TokenReport {
  const schedules = language.composePrompt(prompt).flatMap(({ text }) => language.schedulePrompt(text, steps));
  const texts = new Set(schedules.map(({ text }) => text));
  const reports = [...texts].map((text) => readPrompt(text, tokenizer, language, options).report);
  return {
    text: prompt,
    tokens: Math.max(...reports.map(({ tokens }) => tokens)),
    chunks: Math.max(...reports.map(({ chunks }) => chunks)),
    cutTokens: Math.max(...reports.map(({ cutTokens }) => cutTokens)),
    cut: [...new Set(reports.map(({ cut }) => cut))].filter((cut) => cut !== '').join(' … '),
  };
}

interface Reading {
  readonly blend: readonly { readonly weight: number; readonly chunks: readonly Chunk[] }[];
  readonly report: TokenReport;
}

function readPrompt(text: string, tokenizer: Tokenizer, language: PromptLanguage, options: ChunkOptions): Reading {
  const blended = language.blendPrompt?.(text) ?? [{ text, weight: 1 }];
  const parts = blended.map((part) => ({
    weight: part.weight,
    ...chunkPrompt(language.parsePrompt(part.text), tokenizer, options),
  }));
  return {
    blend: parts,
    report: {
      text,
      tokens: parts.reduce((sum, part) => sum + part.tokens, 0),
      chunks: Math.max(1, ...parts.map(({ chunks }) => chunks.length)),
      cutTokens: parts.reduce((sum, part) => sum + part.cutTokens, 0),
      cut: parts.flatMap(({ cut }) => (cut === '' ? [] : [cut])).join(' '),
    },
  };
}

/** Chunks [1, tokens, width] after one another, in one copy. */
function join(chunks: readonly Tensor[]): Tensor {
  const first = chunks[0]!;
  if (chunks.length === 1) return first;
  const data = new Float32Array(chunks.length * first.data.length);
  for (const [index, chunk] of chunks.entries()) data.set(chunk.data, index * first.data.length);
  const [batch = 1, tokens = 0, ...rest] = first.dims;
  return { data, dims: [batch, tokens * chunks.length, ...rest] };
}

function mix(terms: readonly (readonly [number, Tensor])[]): Tensor {
  const [first, ...rest] = terms;
  if (first === undefined) throw new RangeError('A prompt is mixed of at least one text.');
  return first[0] === 1 && rest.length === 0 ? first[1] : linearCombination(first, ...rest);
}
