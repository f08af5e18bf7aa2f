import { chunkBreak, type WeightedText } from './prompt-language.js';
import type { Tokenizer } from './tokenizer.js';

/** One input of a text encoder: ids of full length (begin, tokens, end, padding) and the weight of each. */
export interface Chunk {
  readonly ids: readonly number[];
  readonly weights: readonly number[];
}

export interface ChunkedPrompt {
  /** At least one; an empty prompt is one chunk of padding. */
  readonly chunks: readonly Chunk[];
  /** Tokens of the whole prompt, without begin and end tokens. */
  readonly tokens: number;
  /** How many of them were left out because `maxChunks` was reached. */
  readonly cutTokens: number;
  /** The words that were left out, as they were written. */
  readonly cut: string;
}

export interface ChunkOptions {
  /** Chunks kept, at least 1. */
  readonly maxChunks?: number | undefined;
  /** Length of a chunk with its begin and end token; the tokenizer's by default. */
  readonly sequenceLength?: number | undefined;
}

/** 600 CLIP tokens, some 450 words: more than any prompt uses on purpose, and still quick to attend to. */
export const defaultMaxChunks = 8;

/** A chunk that fills up within this many tokens of a comma ends at the comma, so that no phrase is torn. */
const commaReach = 20;

/**
 * Cuts a prompt into chunks of the text encoder's length (75 tokens for CLIP), as A1111's web UI does: a `BREAK` starts
 * a new one, and a full chunk whose last comma is at most 20 tokens back gives what follows the comma to the next one.
 * The last chunk allowed is filled up instead, so that `maxChunks: 1` is the plain truncation of diffusers.
 */
export function chunkPrompt(
  parts: readonly WeightedText[],
  tokenizer: Tokenizer,
  { maxChunks = defaultMaxChunks, sequenceLength = tokenizer.maxLength }: ChunkOptions = {},
): ChunkedPrompt {
  const room = sequenceLength - (tokenizer.bos === undefined ? 1 : 2);
  const comma = tokenizer.encode(',').at(-1);
  const chunks: Chunk[] = [];
  let ids: number[] = [];
  let weights: number[] = [];
  let lastComma = -1;
  let tokens = 0;
  let cutTokens = 0;
  const cut: string[] = [];

  const close = (length = ids.length) => {
    chunks.push(frame(ids.slice(0, length), weights.slice(0, length), tokenizer, sequenceLength));
    [ids, weights, lastComma] = [ids.slice(length), weights.slice(length), -1];
  };

  for (const { text, weight } of parts) {
    const isBreak = text === chunkBreak.text && weight === chunkBreak.weight;
    if (isBreak) {
      if (chunks.length < maxChunks - 1) close();
      continue;
    }
    const encoded = tokenizer.encode(text);
    tokens += encoded.length;
    let kept = 0;
    for (const id of encoded) {
      if (ids.length === room) {
        if (chunks.length === maxChunks - 1) break;
        const torn = id !== comma && lastComma !== -1 && room - lastComma <= commaReach;
        close(torn ? lastComma + 1 : room);
      }
      if (id === comma) lastComma = ids.length;
      ids.push(id);
      weights.push(weight);
      kept++;
    }
    if (kept < encoded.length) {
      cutTokens += encoded.length - kept;
      cut.push(wordsAfter(text, kept, tokenizer));
    }
  }
  if (ids.length > 0 || chunks.length === 0) close();
  return { chunks, tokens, cutTokens, cut: cut.join('').trim() };
}

/** A chunk without words, which fills a shorter prompt up to the number of chunks of a longer one. */
export function emptyChunk(tokenizer: Tokenizer, sequenceLength = tokenizer.maxLength): Chunk {
  return frame([], [], tokenizer, sequenceLength);
}

function frame(ids: readonly number[], weights: readonly number[], tokenizer: Tokenizer, length: number): Chunk {
  const before = tokenizer.bos === undefined ? [] : [tokenizer.bos];
  const padding = length - before.length - ids.length - 1;
  return {
    ids: [...before, ...ids, tokenizer.eos, ...new Array<number>(padding).fill(tokenizer.pad)],
    weights: [...before.map(() => 1), ...weights, 1, ...new Array<number>(padding).fill(1)],
  };
}

/** The rest of a text from the word on that token number `kept` belongs to, counted word by word. */
function wordsAfter(text: string, kept: number, tokenizer: Tokenizer): string {
  if (kept === 0) return text;
  const known = new Map<string, number>();
  let count = 0;
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    const length = known.get(word) ?? tokenizer.encode(word).length;
    known.set(word, length);
    count += length;
    if (count > kept) return text.slice(index);
  }
  return '';
}
