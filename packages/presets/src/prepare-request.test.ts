import { expect, it } from 'vitest';
import { prepareRequest } from './prepare-request.js';
import { standardPresets } from './standard-presets.js';

/** A token a word and a comma. */
const countTokens = (text: string) => (text.match(/[^\s,]+|,/g) ?? []).length;
const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`).join(' ');

it('changes nothing without style and magic', () => {
  expect(prepareRequest({ prompt: ' a (cat:1.2), ' })).toMatchObject({
    prompt: ' a (cat:1.2), ',
    negativePrompt: undefined,
    recommended: {},
    magic: [],
    cut: [],
  });
  expect(prepareRequest({})).toMatchObject({ prompt: '', tokens: { prompt: 0, style: 0, magic: 0, window: 75 } });
  expect(prepareRequest({ prompt: 'a AND b :2', negativePrompt: 'x' })).toMatchObject({
    prompt: 'a AND b :2',
    negativePrompt: 'x',
  });
});

it('takes the tags of extra networks out of prompts and styles, each told once', () => {
  const glow = {
    name: 'glow',
    group: 'custom' as const,
    description: '',
    prompt: '{prompt} <lora:glow:0.4>, soft glow, <lora:b,c:1>',
    negativePrompt: '<hypernet:n>dull',
  };
  const { networks, ...texts } = prepareRequest({
    prompt: 'a (bird <lyco:x:1:te=0.5>:1.2) AND <lora:glow:0.4> b :2',
    negativePrompt: 'blur <lora:away:-1>',
    style: glow,
    countTokens,
  });
  expect(texts).toMatchObject({
    prompt: 'a (bird :1.2), soft glow AND b, soft glow :2',
    negativePrompt: 'blur, dull',
    tokens: { prompt: 4 },
  });
  expect(networks.map(({ written }) => written)).toEqual([
    '<lora:glow:0.4>',
    '<lora:b,c:1>',
    '<hypernet:n>',
    '<lora:away:-1>',
    '<lyco:x:1:te=0.5>',
  ]);
  expect(networks.at(-1)).toMatchObject({ kind: 'lyco', items: ['x', '1', 'te=0.5'] });
});

it('applies style, then magic, and counts what each took', () => {
  const { prompt, magic, tokens, styles, recommended, negativePrompt } = prepareRequest({
    prompt: 'a cat',
    negativePrompt: 'dog',
    style: 'Watercolor',
    promptMagic: { strength: 0.2, seed: 3 },
    countTokens,
  });
  expect(prompt).toBe(`watercolor painting of a cat, loose wet washes, bleeding edges, ${magic.join(', ')}`);
  expect(magic.length).toBeGreaterThan(1);
  expect(tokens).toMatchObject({ prompt: 2, style: 10, window: 75 });
  expect(tokens.prompt + tokens.style + tokens.magic).toBe(countTokens(prompt));
  expect([styles, recommended, negativePrompt]).toEqual([
    ['watercolor'],
    { strength: 0.7 },
    'dog, photo, hard outlines, opaque paint',
  ]);
});

it.each([1, 30, 60, 66, 70, 72, 75, 76, 148, 150, 400])(
  'keeps %i words of the person whole and inside the window',
  (length) => {
    const own = words(length);
    const { prompt, tokens, cut } = prepareRequest({
      prompt: own,
      style: ['watercolor', 'night'],
      promptMagic: { strength: 1 },
      countTokens,
    });
    expect(prompt).toContain(own);
    expect(tokens.window).toBe(75 * Math.ceil(length / 75));
    expect(countTokens(prompt)).toBeLessThanOrEqual(tokens.window);
    expect(tokens.prompt).toBe(length);
    if (length % 75 === 0) expect(prompt).toBe(own);
    if ((length - 1) % 75 >= 60) expect(cut.length).toBeGreaterThan(0);
  },
);

it('leaves out magic first, then phrases, last the words that lead', () => {
  const at = (length: number) =>
    prepareRequest({ prompt: words(length), style: 'watercolor', promptMagic: true, countTokens });
  expect(at(63)).toMatchObject({ magic: [] });
  expect(at(63).prompt).toMatch(/^watercolor painting of w0.*, loose wet washes, bleeding edges$/);
  expect(at(68).prompt).toMatch(/^watercolor painting of w0.*, loose wet washes$/);
  expect(at(72).prompt).toBe(`watercolor painting of ${words(72)}`);
  expect(at(73).cut.slice(-3)).toEqual(['bleeding edges', 'loose wet washes', 'watercolor painting of']);
});

it('treats each text of a composition', () => {
  const { prompt, tokens } = prepareRequest({ prompt: 'a cat AND a dog :0.5', style: 'night', countTokens });
  expect(prompt).toBe('a cat at night, moonlight, deep shadow AND a dog at night, moonlight, deep shadow :0.5');
  expect(tokens.prompt).toBe(4);
});

it('gives an empty prompt a style, but no magic', () => {
  expect(prepareRequest({ style: 'ink', promptMagic: true })).toMatchObject({
    prompt: 'ink drawing, pen and ink, cross hatching',
    magic: [],
  });
});

it('estimates tokens where nobody counts them', () => {
  const { prompt, tokens } = prepareRequest({ prompt: words(30), style: 'watercolor', promptMagic: { strength: 1 } });
  expect(prompt).toContain(words(30));
  expect(tokens.prompt).toBeGreaterThanOrEqual(30);
});

it('refuses an unknown style', () => {
  expect(() => prepareRequest({ style: 'watrcolor' })).toThrow(/Did you mean "watercolor"/);
});

it('is what a pipeline takes: options as they came, a negative prompt that is a text', () => {
  const request = { prompt: 'a cat', negativePrompt: '', countTokens, promptMagic: false };
  expect(standardPresets.prepare({ ...request, style: undefined })).toMatchObject({
    prompt: 'a cat',
    negativePrompt: '',
  });
  expect(standardPresets.prepare({ ...request, style: ['ink', { name: 'x', prompt: 'y' }] }).prompt).toMatch(
    /^ink drawing of a cat, .*y$/,
  );
  expect(standardPresets.prepare({ ...request, prompt: words(70), style: 'watercolor' }).cut).toEqual([
    'No room in the prompt, so left out: bleeding edges.',
    'No room in the prompt, so left out: loose wet washes.',
  ]);
  for (const style of [null, 7, ['nothing-like-it']]) {
    expect(() => standardPresets.prepare({ ...request, style })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'style' }),
    );
  }
  expect(() => standardPresets.prepare({ ...request, style: [], promptMagic: 'yes' as unknown as boolean })).toThrow(
    expect.objectContaining({ argument: 'promptMagic' }),
  );
});
