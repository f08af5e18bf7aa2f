import { expect, it } from 'vitest';
import { clipTokenizerJson } from '../testing/clip-tokenizer-json.js';
import { clipFiles, goldenFolder, tokenizerCases, tokenizerFolder } from '../testing/golden-tokenizer.js';
import { checkTokenizer } from './check-tokenizer.js';
import { chunkPrompt } from './chunks.js';
import { loadTokenizer } from './load-tokenizer.js';
import type { Tokenizer } from './tokenizer.js';

const { merges, vocab } = clipFiles();
const cases = tokenizerCases();
const clip = { 'tokenizer/vocab.json': vocab, 'tokenizer/merges.txt': merges };
const sd1 = await loadTokenizer(tokenizerFolder(clip), 'tokenizer');
const sd2 = await loadTokenizer(
  tokenizerFolder({ ...clip, 'tokenizer/tokenizer_config.json': { pad_token: '!' } }),
  'tokenizer',
);

it('gives the ids of CLIPTokenizerFast for every reference prompt', () => {
  expect(cases).toHaveLength(287);
  for (const { text, ids } of cases) expect([sd1.bos, ...sd1.encode(text), sd1.eos], text).toEqual(ids);
});

it('takes ! as the pad token where the model pads with it', () => {
  expect(sd2.pad).toBe(0);
  expect(cases.filter((entry) => entry.idsWhenPadIsExclamation).length).toBeGreaterThan(10);
  for (const { text, ids, idsWhenPadIsExclamation } of cases) {
    expect([sd2.bos, ...sd2.encode(text), sd2.eos], text).toEqual(idsWhenPadIsExclamation ?? ids);
  }
});

it('truncates as diffusers does when one chunk is allowed', () => {
  const long = cases.filter((entry) => entry.full);
  expect(long).toHaveLength(12);
  for (const { text, full } of long) {
    const truncate = (tokenizer: Tokenizer) => chunkPrompt([{ text, weight: 1 }], tokenizer, { maxChunks: 1 }).chunks;
    expect(truncate(sd1).map(({ ids }) => ids)).toEqual([full?.padded]);
    expect(truncate(sd2).map(({ ids }) => ids)).toEqual([full?.paddedWithExclamation]);
  }
});

it('pads shorter prompts to 77 with the end token, or with ! for SD 2', () => {
  for (const [tokenizer, pad] of [
    [sd1, 49407],
    [sd2, 0],
  ] as const) {
    for (const { text, ids, idsWhenPadIsExclamation, full } of cases) {
      if (full) continue;
      const expected = pad === 0 ? (idsWhenPadIsExclamation ?? ids) : ids;
      const [chunk, ...rest] = chunkPrompt([{ text, weight: 1 }], tokenizer).chunks;
      expect(chunk?.ids, text).toEqual([...expected, ...new Array(77 - expected.length).fill(pad)]);
      expect(rest).toEqual([]);
    }
  }
});

it('prefers the pad token of the files to the fallback', async () => {
  const map = { 'tokenizer/special_tokens_map.json': { pad_token: { content: '<|endoftext|>' } } };
  const folder = tokenizerFolder({ ...clip, ...map });
  expect((await loadTokenizer(folder, 'tokenizer', { padFallback: '!' })).pad).toBe(49407);
  expect((await loadTokenizer(tokenizerFolder(clip), 'tokenizer', { padFallback: '!' })).pad).toBe(0);
});

it('reads a tokenizer.json alike, and at the root of a folder', async () => {
  const bos = '<|startoftext|>';
  const eos = '<|endoftext|>';
  const definition = clipTokenizerJson({ vocab, merges, bos, eos, pad: eos });
  const tokenizer = await loadTokenizer(tokenizerFolder({ 'tokenizer.json': definition }), '');
  expect({ ...tokenizer, encode: undefined }).toEqual({ ...sd1, encode: undefined });
  for (const { text } of cases) expect(tokenizer.encode(text)).toEqual(sd1.encode(text));
});

it.each(['<|endoftext|>', '!'])('agrees with the whole library on any text, padding with %s', async (pad) => {
  const [bos, eos] = ['<|startoftext|>', '<|endoftext|>'];
  const definition = clipTokenizerJson({ vocab, merges, bos, eos, pad });
  const whole = await loadTokenizer(tokenizerFolder({ 'tokenizer.json': definition }), '', { padFallback: pad });
  const own = pad === '!' ? sd2 : sd1;
  const bits = [
    ...[
      'a',
      'Photo',
      'OF',
      ' ',
      '  ',
      '!',
      '!!',
      '?!',
      ',',
      "'",
      "'s",
      "'LL",
      '’s',
      '9',
      '10',
      '½',
      '٣',
      'é',
      'e\u0301',
    ],
    ...[
      'Σ',
      'ΟΔΟΣ',
      'İ',
      'ß',
      '\ufeff',
      '\u0085',
      '\u00a0',
      '\u200b',
      '\u200d',
      '\n',
      '\t',
      '\u0000',
      '人',
      '😀',
      '🧑🏽‍🚀',
    ],
    ...[
      bos,
      eos,
      bos.toUpperCase(),
      '<|EndOfText|>',
      '<|endoftext',
      '|>',
      '\ud800',
      'ǅ',
      'ﬁ',
      '_',
      '-',
      '</w>',
      '__proto__',
    ],
  ];
  let state = 1;
  const next = (below: number) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: 1 + next(8) }, () => bits[next(bits.length)]).join('');
    expect(own.encode(text), JSON.stringify(text)).toEqual(whole.encode(text));
  }
});

it('makes a pad token of tokenizer.json special, as Python does', async () => {
  const [bos, eos] = ['<|startoftext|>', '<|endoftext|>'];
  const definition = clipTokenizerJson({ vocab, merges, bos, eos, pad: eos });
  const tokenizer = await loadTokenizer(tokenizerFolder({ 'tokenizer.json': definition }), '', { padFallback: '!' });
  for (const { text } of cases) expect(tokenizer.encode(text)).toEqual(sd2.encode(text));
});

it('reads a Unigram tokenizer.json (T5), which has no begin token', async () => {
  const definition = {
    added_tokens: [
      { id: 0, content: '<pad>', special: true },
      { id: 1, content: '</s>', special: true },
    ],
    normalizer: null,
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    post_processor: null,
    decoder: null,
    model: {
      type: 'Unigram',
      unk_id: 2,
      vocab: [
        ['<pad>', 0],
        ['</s>', 0],
        ['<unk>', 0],
        ['▁', -2],
        ['▁a', -1],
        ['b', -3],
      ],
    },
  };
  const tokenizer = await loadTokenizer(tokenizerFolder({ 't/tokenizer.json': definition }), 't');
  expect(tokenizer).toMatchObject({ bos: undefined, eos: 1, pad: 0, size: 6, maxLength: 512 });
  expect(tokenizer.encode('a ab')).toEqual([4, 4, 5]);
});

it.each([
  ['sd15-tiny', 815],
  ['sd21-tiny', 0],
])('reads the tokenizer of %s', async (model, pad) => {
  const tokenizer = await loadTokenizer(goldenFolder(model), 'tokenizer');
  expect(tokenizer).toMatchObject({ bos: 814, eos: 815, pad, maxLength: 77, size: 816 });
  checkTokenizer(tokenizer, 816);
});

const small = { 't/vocab.json': { a: 0, 'b</w>': 1, 'ab</w>': 2, '<|startoftext|>': 3, '<|endoftext|>': 4 } };
const pairs = { 't/merges.txt': '#version: 0.2\na b</w>\n' };
it.each<[string, Record<string, string | object>, RegExp]>([
  ['missing', {}, /expected vocab\.json and merges\.txt, or tokenizer\.json, in t; found neither/],
  ['without merges.txt', small, /found only vocab\.json/],
  ['SentencePiece only', { 't/spiece.model': 'x' }, /save the tokenizer as tokenizer\.json/],
  ['no JSON', { ...pairs, 't/vocab.json': '{"a": 0,' }, /vocab\.json to be JSON/],
  ['a JSON list', { ...pairs, 't/vocab.json': [] }, /vocab\.json to hold a JSON object/],
  ['an id below 0', { ...pairs, 't/vocab.json': { ...small['t/vocab.json'], a: -1 } }, /"a" the id -1/],
  ['an id that is text', { ...pairs, 't/vocab.json': { ...small['t/vocab.json'], a: '7' } }, /"a" the id 7/],
  ['one id twice', { ...pairs, 't/vocab.json': { ...small['t/vocab.json'], a: 1 } }, /the id 1 to "a" and "b<\/w>"/],
  [
    'no end token',
    { ...pairs, 't/vocab.json': { a: 0, 'b</w>': 1, 'ab</w>': 2 } },
    /expected the token "<\|startoftext\|>"/,
  ],
  ['no merges', { ...small, 't/merges.txt': '#version: 0.2\n' }, /merges\.txt holds no merges/],
  ['a merge of one', { ...small, 't/merges.txt': 'ab\n' }, /two pieces on line 1/],
  ['a strange merge', { ...small, 't/merges.txt': 'a a\n' }, /which vocab\.json does not know/],
  [
    'a broken tokenizer.json',
    { 't/tokenizer.json': { model: { type: 'X', vocab: { '</s>': 0 } } } },
    /cannot be understood/,
  ],
  ['an empty tokenizer.json', { 't/tokenizer.json': {} }, /holds no vocabulary/],
])('says what is wrong with a tokenizer: %s', async (_, files, message) => {
  await expect(loadTokenizer(tokenizerFolder(files), 't')).rejects.toMatchObject({
    code: 'MODEL_INVALID',
    component: 't',
    message: expect.stringMatching(message),
  });
});

it('refuses a tokenizer that is larger than the text encoder', () => {
  expect(() => checkTokenizer(sd1, 49408)).not.toThrow();
  expect(() => checkTokenizer(sd1, 816)).toThrow(
    expect.objectContaining({ code: 'MODEL_INVALID', component: 'tokenizer' }),
  );
});

it('takes any text: lone surrogates, control characters, one endless word', () => {
  for (const text of ['\ud800', 'a\udc00b', '\u0000\u0007', '🧑🏽‍🚀🇺🇳', 'x'.repeat(20_000), '('.repeat(20_000)]) {
    for (const id of sd1.encode(text)) expect(id).toBeLessThan(49408);
  }
});
