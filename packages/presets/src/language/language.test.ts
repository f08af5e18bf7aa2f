import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parsePrompt } from './a1111.js';
import { compelLanguage } from './compel.js';
import { composePrompt, mapComposition } from './compose.js';
import { schedulePrompt } from './schedule.js';

const weights = (text: string) => parsePrompt(text).map(({ text, weight }) => [text, Number(weight.toFixed(6))]);
const stages = (text: string, steps = 10) => schedulePrompt(text, steps).map(({ until, text }) => [until, text]);

it.each<[string, [string, number][]]>([
  ['normal text', [['normal text', 1]]],
  [
    'an (important) word',
    [
      ['an ', 1],
      ['important', 1.1],
      [' word', 1],
    ],
  ],
  ['(unbalanced', [['unbalanced', 1.1]]],
  ['[unbalanced', [['unbalanced', 0.909091]]],
  ['\\(literal\\]', [['(literal]', 1]]],
  ['(unnecessary)(parens)', [['unnecessaryparens', 1.1]]],
  [
    'a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).',
    [
      ['a ', 1],
      ['house', 1.573],
      [' ', 1.1],
      ['on', 1],
      [' a ', 1.1],
      ['hill', 0.55],
      [', sun, ', 1.1],
      ['sky', 1.4641],
      ['.', 1.1],
    ],
  ],
  ['(a: 1.5 )', [['a', 1.5]]],
  ['(a:-0.5)', [['a', -0.5]]],
  [
    '(a:0) b',
    [
      ['a', 0],
      [' b', 1],
    ],
  ],
  ['(a:.5)', [['a', 0.5]]],
  ['a:1.3) b', [['a:1.3) b', 1]]],
  ['(a:b)', [['a:b', 1.1]]],
  ['(a:1.2.3)', [['a:1.2.3', 1.1]]],
  ['a) b]', [['a) b]', 1]]],
  [
    '\\\\(a)',
    [
      ['\\', 1],
      ['a', 1.1],
    ],
  ],
  ['([a)]', [['a', 1]]],
  ['', [['', 1]]],
  [
    'a BREAK b',
    [
      ['a', 1],
      ['BREAK', -1],
      ['b', 1],
    ],
  ],
  [
    '(a BREAK b:1.5)',
    [
      ['a', 1.5],
      ['BREAK', -1],
      ['b', 1.5],
    ],
  ],
  ['BREAKFAST, éBREAK', [['BREAKFAST, éBREAK', 1]]],
])('gives the weights of A1111: %s', (text, expected) => {
  expect(weights(text)).toEqual(expected);
});

it.each<[string, [number, string][]]>([
  ['test', [[10, 'test']]],
  [
    'a [b:3]',
    [
      [3, 'a '],
      [10, 'a b'],
    ],
  ],
  [
    'a [b: 3]',
    [
      [3, 'a '],
      [10, 'a b'],
    ],
  ],
  [
    'a [[[b]]:2]',
    [
      [2, 'a '],
      [10, 'a [[b]]'],
    ],
  ],
  [
    '[(a:2):3]',
    [
      [3, ''],
      [10, '(a:2)'],
    ],
  ],
  [
    'a [b : c : 1] d',
    [
      [1, 'a b  d'],
      [10, 'a  c  d'],
    ],
  ],
  [
    'a[b:[c:d:2]:1]e',
    [
      [1, 'abe'],
      [2, 'ace'],
      [10, 'ade'],
    ],
  ],
  ['a [unbalanced', [[10, 'a [unbalanced']]],
  [
    'a [b:.5] c',
    [
      [5, 'a  c'],
      [10, 'a b c'],
    ],
  ],
  [
    'a [{b|d{:.5] c',
    [
      [5, 'a  c'],
      [10, 'a {b|d{ c'],
    ],
  ],
  [
    '((a][:b:c [d:3]',
    [
      [3, '((a][:b:c '],
      [10, '((a][:b:c d'],
    ],
  ],
  [
    '[a::4] b',
    [
      [4, 'a b'],
      [10, ' b'],
    ],
  ],
  [
    '[a:(b:1.2):0.25]',
    [
      [2, 'a'],
      [10, '(b:1.2)'],
    ],
  ],
  ['[a:b:0]', [[10, 'b']]],
  ['[a:b:99]', [[10, 'a']]],
  ['[a:b]', [[10, '[a:b]']]],
  ['[a:b:c:3]', [[10, '[a:b:c:3]']]],
  ['\\[a:3\\]', [[10, '\\[a:3\\]']]],
  ['(a|b)', [[10, '(a|b)']]],
])('edits prompts as A1111: %s', (text, expected) => {
  expect(stages(text)).toEqual(expected);
});

it('reads the prompts of the weighted reference embeddings as they were computed', () => {
  const file = new URL('../../../core/golden/text/weights.json', import.meta.url);
  const cases: { prompt: string; parts: [string, number][] }[] = JSON.parse(readFileSync(file, 'utf8'));
  for (const { prompt, parts } of cases) {
    const read = parsePrompt(prompt);
    expect(read.map(({ text }) => text)).toEqual(parts.map(([text]) => text));
    for (const [index, [, weight]] of parts.entries()) expect(read[index]!.weight).toBeCloseTo(weight, 12);
  }
});

it('alternates step by step', () => {
  expect(stages('[fe|]male', 4)).toEqual([
    [1, 'female'],
    [2, 'male'],
    [3, 'female'],
    [4, 'male'],
  ]);
  expect(stages('[fe|||]male', 5)).toEqual([
    [1, 'female'],
    [2, 'male'],
    [3, 'male'],
    [4, 'male'],
    [5, 'female'],
  ]);
  expect(stages('[a|(b:1.1)]', 3)).toEqual([
    [1, 'a'],
    [2, '(b:1.1)'],
    [3, 'a'],
  ]);
  expect(stages('[a|[b|c]]', 4).map(([, text]) => text)).toEqual(['a', 'c', 'a', 'c']);
});

it('reads the first step where none runs', () => {
  expect(stages('[a|b] [c:d:0.5]', 0)).toEqual([[0, 'a d']]);
});

it('composes with AND', () => {
  expect(composePrompt('a cat AND a dog :1.2 AND :3')).toEqual([
    { text: 'a cat', weight: 1 },
    { text: 'a dog', weight: 1.2 },
  ]);
  expect(composePrompt('wide 16:9')).toEqual([{ text: 'wide 16:9', weight: 1 }]);
  expect(composePrompt('SAND ANDY')).toEqual([{ text: 'SAND ANDY', weight: 1 }]);
  expect(composePrompt('a AND b :-0.5')[1]).toEqual({ text: 'b', weight: -0.5 });
  expect(composePrompt('AND')).toEqual([{ text: '', weight: 1 }]);
  expect(mapComposition('a AND b :2', (text) => `${text}!`)).toBe('a! AND b! :2');
});

interface CompelCase {
  readonly prompt: string;
  readonly parts?: readonly [string, number][];
  readonly blend?: readonly (readonly [string, number][])[];
  readonly weights?: readonly number[];
}
const goldenFile = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../../core/golden/${path}`, import.meta.url), 'utf8'));
const compelCases: CompelCase[] = [
  ...goldenFile('prompts/compel.json').cases,
  ...goldenFile('faults/11-compel.json').cases.map((fault: { prompt: string; expect: object }) => ({
    prompt: fault.prompt,
    ...fault.expect,
  })),
];

/** Words with their weights: blanks beside them and chunks without words do not count. */
const compelParts = (text: string) =>
  compelLanguage
    .parsePrompt(text)
    .filter((part) => part.text.trim() !== '' && !(part.text === 'BREAK' && part.weight === -1))
    .map(({ text, weight }) => [text.replace(/\s/g, ''), Number(weight.toFixed(6))]);
const withoutBlanks = (parts: readonly (readonly [string, number])[] = []) =>
  parts
    .filter(([text]) => text.trim() !== '')
    .map(([text, weight]) => [text.replace(/\s/g, ''), Number(weight.toFixed(6))]);

it.each(compelCases)('reads $prompt as compel does', ({ prompt, parts, blend, weights }) => {
  const blended = compelLanguage.blendPrompt(prompt);
  if (blend === undefined) {
    expect(blended).toEqual([{ text: prompt, weight: 1 }]);
    expect(compelParts(prompt)).toEqual(withoutBlanks(parts));
  } else {
    expect(blended.map(({ text }) => compelParts(text))).toEqual(blend.map(withoutBlanks));
    for (const [index, { weight }] of blended.entries()) expect(weight).toBeCloseTo(weights![index]!, 6);
  }
});

it("keeps compel's words apart, joins the texts of .and(), and reads the same text twice", () => {
  expect(compelLanguage.parsePrompt('a red++ house, (old)1.2')).toEqual([
    { text: 'a ', weight: 1 },
    { text: 'red ', weight: 1.1 ** 2 },
    { text: 'house, ', weight: 1 },
    { text: 'old', weight: 1.2 },
  ]);
  expect(compelLanguage.parsePrompt('("a b", "c+").and(1, 0.5)')).toEqual([
    { text: 'a b', weight: 1 },
    { text: 'BREAK', weight: -1 },
    { text: 'c', weight: 1.1 * 0.5 },
  ]);
  expect(compelLanguage.blendPrompt('("a", "b").blend(1)')).toEqual([
    { text: 'a', weight: 0.5 },
    { text: 'b', weight: 0.5 },
  ]);
  expect(compelLanguage.blendPrompt('("a", "b").blend(1, -1)').map(({ weight }) => weight)).toEqual([1, -1]);
  expect(compelLanguage.parsePrompt('("a", "b").and() c')).toEqual([{ text: 'a , b .and() c', weight: 1 }]);
});

it('says what of compel is not done', () => {
  const { unsupported } = compelLanguage;
  expect(unsupported('a (red++ house), "b"')).toEqual([]);
  expect(unsupported('a cat.swap(dog), (b)1.2 cat.swap(dog)')).toEqual([expect.stringContaining('.swap(dog)')]);
  expect(unsupported('("a withLora(x, 0.5)", "b").blend(1, 1)')).toEqual([expect.stringContaining('withLora(x, 0.5)')]);
  expect(unsupported('a "cat.swap(dog)"')).toEqual([expect.stringContaining('.swap(dog)')]);
  expect(unsupported('useLora(y) ("a", "b").and()')).toEqual([expect.stringContaining('useLora(y)')]);
});
