import { expect, it } from 'vitest';
import { chunkPrompt, emptyChunk } from './chunks.js';
import { chunkBreak } from './prompt-language.js';
import type { Tokenizer } from './tokenizer.js';

/** One token a word; a comma, written as a word, is 1. */
const words: Tokenizer = {
  encode: (text) => (text.match(/\S+/g) ?? []).map((word) => (word === ',' ? 1 : Number(word))),
  bos: 1000,
  eos: 1001,
  pad: 1002,
  maxLength: 77,
};
const count = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index).join(' ');
const tokensOf = (ids: readonly number[]) => ids.slice(1, ids.indexOf(1001));
const chunksOf = (text: string, options = {}) =>
  chunkPrompt([{ text, weight: 1 }], words, options).chunks.map(({ ids }) =>
    tokensOf(ids)
      .map((id) => (id === 1 ? ',' : id))
      .join(' '),
  );

it('fills chunks of 75 where there is no comma', () => {
  expect(chunksOf(count(101, 260))).toEqual([count(101, 175), count(176, 250), count(251, 260)]);
  expect(chunksOf(count(101, 175))).toEqual([count(101, 175)]);
});

it('ends a full chunk at a comma that is at most 20 tokens back, and no further', () => {
  const withComma = (at: number) => `${count(101, 100 + at)} , ${count(101 + at, 190)}`;
  // The comma is at index `at`: 75 − at tokens back from the end of the chunk.
  expect(chunksOf(withComma(55))).toEqual([`${count(101, 155)} ,`, count(156, 190)]);
  expect(chunksOf(withComma(54))).toEqual([`${count(101, 154)} , ${count(155, 174)}`, count(175, 190)]);
});

it('lets a comma that does not fit start the next chunk', () => {
  expect(chunksOf(`${count(101, 160)} , ${count(161, 174)} , 200`)).toEqual([
    `${count(101, 160)} , ${count(161, 174)}`,
    ', 200',
  ]);
});

it('starts a chunk at BREAK, and keeps weights with their tokens when they move', () => {
  const { chunks } = chunkPrompt(
    [
      { text: '101 102', weight: 1 },
      chunkBreak,
      { text: `${count(201, 260)} ,`, weight: 1 },
      { text: count(301, 320), weight: 1.5 },
    ],
    words,
  );
  expect(chunks.map(({ ids }) => tokensOf(ids).length)).toEqual([2, 61, 20]);
  for (const { ids, weights } of chunks) {
    expect([ids.length, weights.length]).toEqual([77, 77]);
    for (const [index, id] of ids.entries()) expect(weights[index]).toBe(id > 300 && id < 400 ? 1.5 : 1);
  }
});

it('takes the literal word BREAK with weight 1 as a word', () => {
  const known: Tokenizer = { ...words, encode: (text) => (text === 'BREAK' ? [7] : []) };
  expect(chunkPrompt([{ text: 'BREAK', weight: 1 }], known).chunks.map(({ ids }) => tokensOf(ids))).toEqual([[7]]);
});

it('fills the last chunk allowed and tells what was left out', () => {
  const result = chunkPrompt(
    [
      { text: `${count(101, 160)} , ${count(161, 170)}`, weight: 1 },
      { text: ` ${count(171, 200)}`, weight: 2 },
    ],
    words,
    {
      maxChunks: 1,
    },
  );
  expect(tokensOf(result.chunks[0]!.ids)).toHaveLength(75);
  expect(result).toMatchObject({ tokens: 101, cutTokens: 26, cut: count(175, 200) });
  expect(result.chunks).toHaveLength(1);
});

it('makes one chunk of nothing, and takes other lengths and tokenizers without begin token', () => {
  expect(chunkPrompt([{ text: '', weight: 1 }], words).chunks).toEqual([emptyChunk(words)]);
  const t5: Tokenizer = { ...words, bos: undefined };
  expect(chunkPrompt([{ text: '5 6', weight: 1 }], t5, { sequenceLength: 6 }).chunks[0]!.ids).toEqual([
    5, 6, 1001, 1002, 1002, 1002,
  ]);
});

it('loses no token, keeps their order and fills every chunk alike, whatever the commas', () => {
  let state = 1;
  const next = (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % limit;
  };
  for (let run = 0; run < 300; run++) {
    const length = next(700);
    const share = 2 + next(60);
    const text = Array.from({ length }, (_, index) => (next(share) === 0 ? ',' : String(2 + index))).join(' ');
    const { chunks, tokens, cutTokens } = chunkPrompt([{ text, weight: 1 }], words);
    const kept = chunks.flatMap(({ ids }) => tokensOf(ids));
    expect(tokens).toBe(length);
    expect(kept).toEqual(words.encode(text).slice(0, length - cutTokens));
    for (const { ids } of chunks) expect(ids).toHaveLength(77);
    for (const { ids } of chunks.slice(0, -1)) expect(tokensOf(ids).length).toBeGreaterThan(54);
    expect(chunks.length).toBeLessThanOrEqual(8);
    if (cutTokens > 0) expect(chunks).toHaveLength(8);
  }
});
