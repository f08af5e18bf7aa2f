import { expect, it } from 'vitest';
import { prepareRequest } from './prepare-request.js';
import { standardPresets } from './standard-presets.js';
import { type StyleName, styles } from './styles/registry.js';

const written = (
  prompt: string,
  style: readonly StyleName[] = [],
  promptMagic: boolean | { strength: number } = false,
) => prepareRequest({ prompt, style, promptMagic, instruction: true }).prompt;

it.each<[string, StyleName[], string]>([
  [
    'make the wall blue',
    ['watercolor'],
    'make the wall blue, in the style of a watercolor painting, with loose wet washes and bleeding edges',
  ],
  [
    'Make the wall blue.',
    ['watercolor', 'night'],
    'Make the wall blue. At night, in the style of a watercolor painting, with loose wet washes, bleeding edges, moonlight and deep shadow.',
  ],
  ['make the wall blue', ['golden-hour'], 'make the wall blue, at golden hour, with sunset light and long shadows'],
  [
    '',
    ['impressionism'],
    'Repaint the picture, in the style of an impressionist painting, with thick brush strokes and shimmering light',
  ],
  ['make the wall blue', ['none'], 'make the wall blue'],
  ['', ['none'], ''],
])('writes %j in %j as an instruction', (prompt, style, expected) => {
  expect(written(prompt, style)).toBe(expected);
});

it('keeps the words of every instruction in front of every style', () => {
  for (const name of Object.keys(styles) as StyleName[]) {
    expect(written('make (the wall:1.2) blue', [name]).startsWith('make (the wall:1.2) blue')).toBe(true);
    expect(written('make it red', [name])).not.toMatch(/ of make|, ,|\s{2}| a [aeiou]/);
  }
});

it('says what stays where a description would get more to see', () => {
  expect(written('make the wall blue', [], { strength: 0.1 })).toBe(
    'make the wall blue. Leave everything else as it is.',
  );
  const strong = written('make the wall blue', [], { strength: 1 });
  expect(strong).toMatch(/^make the wall blue\. Leave everything else as it is, keep .* and keep .*\.$/);
  for (const word of ['composition', 'light', 'faces', 'sharpness']) expect(strong).toContain(word);
  expect(written('make it night', [], { strength: 1 })).not.toContain('light');
  expect(written('move the chair', [], { strength: 1 })).not.toContain('composition');
  expect(written('make the wall blue', ['watercolor'], { strength: 1 })).not.toMatch(/everything else|light|sharpness/);
  expect(written('', [], true)).toBe('');
  expect(written('make it red AND move the chair :0.5', [], { strength: 0.1 })).toBe(
    'make it red. Leave everything else as it is. AND move the chair. Leave everything else as it is. :0.5',
  );
});

it('adds the same for the same seed, and nothing to a weaker setting that a stronger one leaves out', () => {
  const at = (strength: number, seed: number) =>
    prepareRequest({ prompt: 'make it red', promptMagic: { strength, seed }, instruction: true }).magic;
  expect(at(1, 7)).toEqual(at(1, 7));
  expect(at(1, 7)).not.toEqual(at(1, 8));
  expect(at(1, 7).slice(0, at(0.3, 7).length)).toEqual(at(0.3, 7));
  expect(() => at(2, 7)).toThrow('promptMagic.strength');
});

it('leaves phrases out where there is no room for them, never the instruction', () => {
  const request = { prompt: 'make the wall blue', style: 'watercolor', promptMagic: true, instruction: true } as const;
  const { prompt, cut, tokens } = prepareRequest({ ...request, budget: 12 });
  expect(prompt.startsWith('make the wall blue')).toBe(true);
  expect(cut.length).toBeGreaterThan(0);
  expect(tokens.prompt + tokens.style + tokens.magic).toBeLessThanOrEqual(12);
});

it('is asked for by the pipeline', () => {
  const request = {
    prompt: 'make it red',
    negativePrompt: '',
    style: 'watercolor',
    promptMagic: false,
    countTokens: () => 1,
  };
  expect(standardPresets.prepare({ ...request, instruction: true }).prompt).toContain('in the style of');
  expect(standardPresets.prepare(request).prompt).toMatch(/^watercolor painting of make it red/);
});
