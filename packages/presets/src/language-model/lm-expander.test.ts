import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { expandPrompt, type PromptMagicOptions } from '../magic/expand-prompt.js';
import { lmExpander } from './index.js';

const folder = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const expand = lmExpander({ model: 'gpt2-tiny', folder, quantized: false });

it('writes on with a language model, the same for the same seed', async () => {
  const expanded = await expand('a cat,', { strength: 0.6, seed: 4 });
  expect(expanded).toMatch(/^a cat(, [a-z' -]+){3,}$/i);
  expect(await expand('a cat,', { strength: 0.6, seed: 4 })).toBe(expanded);
  expect(await expand('a cat,', { strength: 0.6, seed: 5 })).not.toBe(expanded);
  // The model's own words, not those of the tables.
  expect(expanded).not.toBe(expandPrompt('a cat', { strength: 0.6, seed: 4 }));
  const phrases = expanded.split(', ');
  expect(new Set(phrases).size).toBe(phrases.length);
});

it('adds more with a higher strength, and nothing that is to be avoided', async () => {
  const count = async (options: PromptMagicOptions) => (await expand('a boat', options)).split(', ').length;
  expect(await count({ strength: 1 })).toBeGreaterThan(await count({ strength: 0.1 }));
  const words = (await expand('a boat', { strength: 1 })).split(', ');
  expect(await expand('a boat', { strength: 1, avoid: words.at(-1)! })).not.toContain(`, ${words.at(-1)}`);
});

it('keeps an empty prompt and a composition as prompt magic does', async () => {
  expect(await expand('')).toBe('');
  expect(await expand('a cat AND a dog :0.5', { strength: 0.1 })).toMatch(/^a cat, .+ AND a dog, .+ :0\.5$/);
  await expect(expand('a cat', { strength: 7 })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    argument: 'promptMagic.strength',
  });
});

it('takes a pipeline that is there already, whatever it writes', async () => {
  const says = (text: string) =>
    lmExpander({ model: async (start) => [{ generated_text: `${start}${text}` }] })('a cat', { strength: 1 });
  expect(await says(', (one:1.2), [two], a cat, one, \u0000\ud800, {three|four}\nfive')).toMatch(
    /, one, two, three four, five$/,
  );
  expect(await lmExpander({ model: async () => 'nothing' })('a cat')).toMatch(/^a cat, [^,]+$/);
  expect(() => lmExpander({ model: '' })).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'model' }),
  );
});

it('says which model it looked for', async () => {
  await expect(lmExpander({ model: 'missing', folder })('a cat')).rejects.toMatchObject({
    code: 'MODEL_NOT_FOUND',
    source: 'missing',
    message: expect.stringContaining(folder),
  });
});
