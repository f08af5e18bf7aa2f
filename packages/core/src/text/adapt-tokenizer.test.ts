import { CLIPTokenizer } from '@xenova/transformers';
import { expect, it } from 'vitest';
import { clipTokenizerJson } from '../testing/clip-tokenizer-json.js';
import { clipFiles, tokenizerCases } from '../testing/golden-tokenizer.js';
import { adaptTokenizer, type TransformersTokenizer } from './adapt-tokenizer.js';

const [bos, eos] = ['<|startoftext|>', '<|endoftext|>'];
const config = {
  bos_token: bos,
  eos_token: eos,
  pad_token: eos,
  unk_token: eos,
  model_max_length: 77,
  tokenizer_class: 'CLIPTokenizer',
};
const definition = clipTokenizerJson({ ...clipFiles(), bos, eos, pad: eos }) as {
  model: { merges: [string, string][] };
};
// This library's version reads merges as "a b", as tokenizer.json had them before pairs.
const older = {
  ...definition,
  model: { ...definition.model, merges: definition.model.merges.map((pair) => pair.join(' ')) },
};
const tokenizer = adaptTokenizer(new CLIPTokenizer(older, config) as unknown as TransformersTokenizer);

it('learns begin, end and pad token from a transformers.js tokenizer', () => {
  expect(tokenizer).toMatchObject({ bos: 49406, eos: 49407, pad: 49407, maxLength: 77 });
});

it('agrees with transformers.js on the reference prompts', () => {
  const different = tokenizerCases().filter(
    ({ text, ids }) => tokenizer.encode(text).join() !== ids.slice(1, -1).join(),
  );
  // Where this version differs from Python: special tokens in capitals, U+FEFF as white space, U+0085 as none, the final sigma.
  const known = (text: string) => text === '<|ENDOFTEXT|>' || /[\ufeff\u0085Σ]/.test(text);
  expect(different.map(({ text }) => text).filter((text) => !known(text))).toEqual([]);
  expect(different).toHaveLength(5);
});

it('takes batched ids and bigints, and refuses what gives none', () => {
  const batched = Object.assign(
    (_: string, options: { add_special_tokens: boolean }) => ({
      input_ids: [options.add_special_tokens ? [5n] : [7n, 8n]],
    }),
    {
      pad_token_id: 3,
      model_max_length: 1e30,
    },
  );
  expect(adaptTokenizer(batched)).toMatchObject({ bos: undefined, eos: 5, pad: 3, maxLength: 77 });
  expect(adaptTokenizer(batched).encode('x')).toEqual([7, 8]);
  expect(() => adaptTokenizer(() => ({}))).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'tokenizer' }),
  );
});
