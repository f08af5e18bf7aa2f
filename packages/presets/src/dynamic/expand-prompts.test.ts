// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of dynamic prompts are written like this
import { expect, it } from 'vitest';
import { type ExpandPromptsOptions, expandPrompts } from './expand-prompts.js';
import { parseWildcard, readWildcards } from './wildcards.js';

const all = (template: string, options: ExpandPromptsOptions = {}) =>
  expandPrompts(template, { combinatorial: true, ...options });
const many = (template: string, options: ExpandPromptsOptions = {}) =>
  expandPrompts(template, { count: 400, ...options });

it('chooses', () => {
  expect(all('a {red|blue} {cat|dog}')).toEqual(['a red cat', 'a red dog', 'a blue cat', 'a blue dog']);
  expect(all('{a|{b|c} d|}')).toEqual(['a', 'b d', 'c d', '']);
  expect(all('plain')).toEqual(['plain']);
  expect(new Set(many('{a|b}'))).toEqual(new Set(['a', 'b']));
});

it('weighs choices', () => {
  const share = many('{3::a|b|0::c}').filter((text) => text === 'a').length / 400;
  expect(share).toBeGreaterThan(0.68);
  expect(share).toBeLessThan(0.82);
  expect(new Set(many('{3::a|b|0::c}'))).toEqual(new Set(['a', 'b']));
  expect(all('{0.5::a|2::b}')).toEqual(['a', 'b']);
});

it('takes several without repeating one', () => {
  expect(all('{2$$a|b|c}')).toEqual(['a, b', 'a, c', 'b, a', 'b, c', 'c, a', 'c, b']);
  expect(all('{2$$ and $$a|b}')).toEqual(['a and b', 'b and a']);
  expect(all('{1-2$$a|b}')).toEqual(['a', 'b', 'a, b', 'b, a']);
  expect(all('{-1$$a}')).toEqual(['', 'a']);
  expect(all('{1-$$a|b}')).toEqual(['a', 'b', 'a, b', 'b, a']);
  expect(all('{9$$a|b}')).toEqual(['a, b', 'b, a']);
});

it('draws from wildcards, nested and by pattern', () => {
  const wildcards = {
    animal: ['cat', '{big|small} dog'],
    'colours/warm': ['red'],
    'colours/cold': ['blue'],
    loop: ['x __loop__'],
  };
  expect(all('a __animal__', { wildcards })).toEqual(['a cat', 'a big dog', 'a small dog']);
  expect(all('__colours/*__', { wildcards })).toEqual(['red', 'blue']);
  expect(all('__nothing__ __toString__', { wildcards })).toEqual(['__nothing__ __toString__']);
  expect(all('__loop__', { wildcards })[0]).toMatch(/^(x )+__loop__$/);
  expect(all('snake_case__ and __')).toEqual(['snake_case__ and __']);
});

it('keeps variables', () => {
  expect(all('${c=red}a ${c} cat, ${c}')).toEqual(['a red cat, red']);
  expect(all('${c=!{red|blue}}${c} ${c}')).toEqual(['red red', 'blue blue']);
  expect(new Set(all('${c={red|blue}}${c} ${c}')).size).toBe(4);
  expect(all('${c:green} ${unknown}')).toEqual(['green ${unknown}']);
  expect(all('${c=${c}}${c}')[0]).toBe('');
});

it('is the same for a seed, and prompt i alone is the one of seed + i', () => {
  const template = '{a|b|c|d} {e|f|g} __w__';
  const wildcards = { w: ['1', '2', '3'] };
  const three = expandPrompts(template, { count: 3, seed: 10, wildcards });
  expect(expandPrompts(template, { count: 3, seed: 10, wildcards })).toEqual(three);
  expect([10, 11, 12].flatMap((seed) => expandPrompts(template, { seed, wildcards }))).toEqual(three);
  expect(new Set(many(template, { wildcards })).size).toBeGreaterThan(30);
});

it('takes what is no template literally', () => {
  for (const text of ['{a|b', 'a|b}', '{2$$a', '$', '${', '${a', '(a:1.2), [b|c]', '{a {b|', '\\', '{x ${y=1'])
    expect(expandPrompts(text), text).toEqual([text]);
  expect(all('\\{a\\|b\\}')).toEqual(['{a|b}']);
  expect(expandPrompts('{'.repeat(50_000))[0]).toHaveLength(50_000);
});

it('reads any text in time, however its brackets nest', () => {
  const nasty = [
    '{'.repeat(40_000) + '}'.repeat(40_000),
    '{a{b|c}'.repeat(10_000),
    '${a='.repeat(20_000),
    '__a'.repeat(30_000),
    '|}{'.repeat(30_000),
  ];
  for (const text of nasty) {
    const start = performance.now();
    expect(typeof expandPrompts(text)[0]).toBe('string');
    expect(performance.now() - start).toBeLessThan(2000);
  }
});

it('stays bounded', () => {
  expect(all('{a|b|c|d|e|f|g|h|i|j}'.repeat(8), { count: 50 })).toHaveLength(50);
  const bomb = {
    a: ['__b__'.repeat(20)],
    b: ['__c__'.repeat(20)],
    c: ['__d__'.repeat(20)],
    d: ['__e__'.repeat(20)],
    e: ['xxxxxxxxxx'],
  };
  expect(expandPrompts('__a__', { wildcards: bomb })[0]!.length).toBeLessThanOrEqual(1_000_000);
  for (const bad of [{ count: 0 }, { count: 1.5 }, { count: 1e9 }, { seed: -1 }, { seed: Number.NaN }]) {
    expect(() => expandPrompts('a', bad)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: Object.keys(bad)[0] }),
    );
  }
});

it('reads wildcard files', async () => {
  expect(parseWildcard('\ufeffa\r\n# no\n\n b \n')).toEqual(['a', 'b']);
  const files: Record<string, string> = { 'x/y.txt': 'one\ntwo', 'readme.md': 'no' };
  const folder = {
    list: async () => Object.keys(files).map((path) => ({ path })),
    read: async (path: string) => new TextEncoder().encode(files[path]),
  };
  expect(await readWildcards(folder)).toEqual({ 'x/y': ['one', 'two'] });
});
