import { expect, it } from 'vitest';
import { expandPrompt, magicPhrases } from './expand-prompt.js';
import { contradicts, factsOf } from './facts.js';
import { categories, phrasesOf } from './phrases.js';

const prompts = [
  'a cat',
  'watercolor painting, flower',
  'portrait of an old man',
  'night street, neon',
  'black and white photo of a bridge',
  'minimalist line art of a chair',
  'a bowl of oranges, oil painting',
  'foggy forest in winter',
  'pixel art castle',
  'xyzzy',
  'sunny beach, vibrant',
  'charcoal drawing of a horse',
  '(red:1.3) car',
  'mosaic of a fish',
  'dark gothic church, calm',
];
const seeds = [0, 1, 7, 42, 2 ** 40];
const runs = prompts.flatMap((prompt) =>
  seeds.flatMap((seed) => (['v2', 'v3'] as const).map((version) => ({ prompt, seed, version }))),
);

it('keeps the prompt in front, adds to it, and gives the same for the same seed', () => {
  for (const { prompt, ...options } of runs) {
    const expanded = expandPrompt(prompt, options);
    expect(expanded.startsWith(`${prompt}, `), prompt).toBe(true);
    expect(expandPrompt(prompt, options)).toBe(expanded);
  }
  expect(new Set(seeds.map((seed) => expandPrompt('a cat', { seed }))).size).toBe(seeds.length);
});

it('adds more with a higher strength, and what a lower one adds too', () => {
  for (const { prompt, ...options } of runs) {
    let before: string[] = [];
    for (const strength of [0.1, 0.3, 0.5, 0.8, 1]) {
      const added = magicPhrases(prompt, { ...options, strength });
      expect(added.slice(0, before.length)).toEqual(before);
      expect(added.length).toBeGreaterThanOrEqual(Math.min(before.length + 1, 4));
      before = added;
    }
  }
});

it('contradicts neither the prompt nor itself', () => {
  const says = new Map(
    categories.flatMap((category) => phrasesOf(category).map((phrase) => [phrase.text, phrase.says] as const)),
  );
  for (const { prompt, ...options } of runs) {
    const known = factsOf(prompt);
    for (const phrase of magicPhrases(prompt, { ...options, strength: 1 })) {
      expect(contradicts(says.get(phrase)!, known), `${prompt}: ${phrase}`).toBe(false);
      for (const fact of says.get(phrase)!) known.add(fact);
    }
  }
  const always = (prompt: string, pattern: RegExp) => {
    for (const seed of seeds) expect(expandPrompt(prompt, { strength: 1, seed })).not.toMatch(pattern);
  };
  always('black and white photo of a bridge', /hues|jewel|palette|accents|earthy/);
  always('night street', /sunlight|morning|bright/);
  always('foggy forest', /crisp|sharp/);
  always('minimalist chair', /rich|intricate|highly detailed/);
  always('watercolor painting of a cat', /film grain|linework|render/);
  always('a car', /eyes|gaze|skin|fur|brush/);
});

it('says no word twice', () => {
  for (const { prompt, ...options } of runs) {
    const words = magicPhrases(prompt, { ...options, strength: 1 }).flatMap((phrase) =>
      phrase.split(/[\s-]+/).filter((word) => word.length > 3),
    );
    expect(new Set(words).size, words.join(' ')).toBe(words.length);
    for (const word of words) expect(prompt.toLowerCase().split(/\W+/), prompt).not.toContain(word);
  }
});

it('adds nothing that is not wanted', () => {
  const avoid = 'grain, painting, light';
  for (const seed of seeds)
    expect(magicPhrases('photo of a cat', { avoid, seed, strength: 1 }).join()).not.toMatch(/\b(grain|light)\b/);
});

it('leaves an empty prompt empty, and composes', () => {
  for (const prompt of ['', '  ', ',', '()']) expect(expandPrompt(prompt)).toBe(prompt);
  expect(expandPrompt('a cat AND a dog :0.5', { strength: 0.1 })).toMatch(/^a cat, .+ AND a dog, .+ :0\.5$/);
});

it('names no phrase twice in its tables, and none that contradicts itself', () => {
  const all = categories.flatMap(phrasesOf);
  expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
  for (const { text, says } of all) expect(contradicts(says, new Set(says)), text).toBe(false);
});

it.each([
  [{ strength: 0 }],
  [{ strength: 1.1 }],
  [{ strength: Number.NaN }],
  [{ version: 'v1' }],
  [{ seed: -1 }],
  [{ seed: 0.5 }],
])('refuses %j', (options) => {
  expect(() => expandPrompt('a cat', options as object)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: `promptMagic.${Object.keys(options)[0]}` }),
  );
});
