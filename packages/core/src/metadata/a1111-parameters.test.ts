import sharp from 'sharp';
import { expect, it } from 'vitest';
import { formatParameters, parseParameters } from './a1111-parameters.js';
import { embedMetadata } from './embed-metadata.js';
import { readRecipe } from './read-recipe.js';

const recipe = {
  generator: 'Overpaint 0.1.0',
  prompt: { given: 'a bird', expanded: 'a bird, (watercolor:1.2)' },
  negativePrompt: { given: '', expanded: 'blurry, text' },
  steps: 20,
  scheduler: 'dpmpp-2m',
  sigmas: 'karras',
  guidanceScale: 7.5,
  imageGuidanceScale: 1,
  seed: 9007199254740991,
  size: { width: 576, height: 432 },
  model: { id: 'some/model, v2', sha256: '6ce0161689b3853acaa03779ec93eafe75a02f4ced659bee03f50797806fa2fa' },
  strength: 0.615,
};

it('is written as A1111 writes it', () => {
  expect(formatParameters(recipe)).toBe(
    'a bird, (watercolor:1.2)\nNegative prompt: blurry, text\n' +
      'Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 9007199254740991, Size: 576x432, ' +
      'Model hash: 6ce0161689, Model: "some/model, v2", Denoising strength: 0.615, Version: Overpaint 0.1.0',
  );
});

it('leaves out what is not known', () => {
  expect(formatParameters({ prompt: { expanded: 'a bird' }, steps: 20, seed: 0 })).toBe('a bird\nSteps: 20, Seed: 0');
});

it('is read back', () => {
  const { prompt, negativePrompt, settings } = parseParameters(formatParameters(recipe));
  expect([prompt, negativePrompt]).toEqual(['a bird, (watercolor:1.2)', 'blurry, text']);
  expect(settings).toMatchObject({ Steps: '20', Model: 'some/model, v2', Seed: '9007199254740991', Size: '576x432' });
});

it.each([
  ['', { prompt: '', negativePrompt: '', settings: {} }],
  ['a bird', { prompt: 'a bird', negativePrompt: '', settings: {} }],
  ['a bird: blue', { prompt: 'a bird: blue', negativePrompt: '', settings: {} }],
  ['a\nb\nNegative prompt: c\nd', { prompt: 'a\nb', negativePrompt: 'c\nd', settings: {} }],
  [
    'Steps: 4, Sampler: Euler, Seed: 1',
    { prompt: '', negativePrompt: '', settings: { Steps: '4', Sampler: 'Euler', Seed: '1' } },
  ],
  // Two pairs are no settings to webui.
  ['Negative prompt: x\nSteps: 4, Seed: 1', { prompt: '', negativePrompt: 'x\nSteps: 4, Seed: 1', settings: {} }],
  [
    'a\r\nSteps: 4, Seed: 1, Extra: "a, \\"b\\": c", VAE hash: ',
    { prompt: 'a', negativePrompt: '', settings: { Steps: '4', Seed: '1', Extra: 'a, "b": c', 'VAE hash': '' } },
  ],
  [
    'a\nSteps: 4, Extra: "open, Seed: 1',
    { prompt: 'a', negativePrompt: '', settings: { Steps: '4', Extra: '"open', Seed: '1' } },
  ],
])('%j is taken apart', (text, expected) => {
  expect(parseParameters(text)).toEqual(expected);
});

it('takes any text without an error, in time', () => {
  const started = performance.now();
  for (const text of [
    ':',
    ',,,',
    'a:'.repeat(50_000),
    `${'a'.repeat(100_000)}(:`,
    'ab: "'.repeat(50_000),
    'Steps: 1, bb: 2, cc: 3\n'.repeat(20_000),
    `${'Template: a\n'.repeat(50_000)}x`,
    '"'.repeat(1000),
    'Steps: "',
    '\n\n',
    '__proto__: 1, a: 2, b: 3',
  ]) {
    expect(() => parseParameters(text)).not.toThrow();
  }
  expect(({} as { x?: unknown }).x).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(5000);
});

it('becomes a recipe', async () => {
  const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const read = (parameters: string) => readRecipe(embedMetadata(new Uint8Array(png), 'png', { parameters }));
  expect(read(formatParameters(recipe))).toMatchObject({
    prompt: { given: 'a bird, (watercolor:1.2)', expanded: 'a bird, (watercolor:1.2)' },
    negativePrompt: { expanded: 'blurry, text' },
    steps: 20,
    scheduler: 'DPM++ 2M',
    sigmas: 'karras',
    guidanceScale: 7.5,
    seed: 9007199254740991,
    size: { width: 576, height: 432 },
    strength: 0.615,
    a1111: { Model: 'some/model, v2', 'Model hash': '6ce0161689' },
  });
  expect(read('a\nSteps: 30, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 5')).toMatchObject({
    scheduler: 'DPM++ 2M',
    sigmas: 'karras',
  });
  expect(read('a\nSteps: x, Sampler: Euler a, Size: 5, CFG scale: 7')).toEqual({
    prompt: { given: 'a', expanded: 'a' },
    negativePrompt: { given: '', expanded: '' },
    scheduler: 'Euler a',
    guidanceScale: 7,
    a1111: { Steps: 'x', Sampler: 'Euler a', Size: '5', 'CFG scale': '7' },
  });
});

it('prefers our own recipe', async () => {
  const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  expect(readRecipe(embedMetadata(new Uint8Array(png), 'png', { recipe, parameters: 'other\nSteps: 1' }))).toEqual(
    recipe,
  );
});
