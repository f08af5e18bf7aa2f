// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of dynamic prompts are written like this
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ExpandPromptsOptions, expandPrompts } from './expand-prompts.js';
import { parseWildcard, readWildcards, type Wildcards } from './wildcards.js';

const all = (template: string, options: ExpandPromptsOptions = {}) =>
  expandPrompts(template, { combinatorial: true, ...options });
const many = (template: string, options: ExpandPromptsOptions = {}) =>
  expandPrompts(template, { count: 400, ...options });

interface Case {
  readonly template: string;
  readonly prompts: readonly string[];
}
const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../../core/golden/${path}`, import.meta.url), 'utf8'));
const reference = read('prompts/dynamic-prompts.json') as { wildcards: Wildcards; cases: Case[] };
const reported = read('faults/09-dynamic-prompts.json') as {
  cases: { template: string; wildcards?: Wildcards; expect: string[] }[];
};

/** Blanks and commas aside: our joint is a comma with a blank, theirs is a comma. */
const loosely = (prompts: readonly string[]) =>
  [...new Set(prompts.map((text) => text.replace(/[\s,]+/g, ' ').trim()))].sort();

describe('gives the prompts of dynamicprompts', () => {
  it.each(reference.cases)('$template', ({ template, prompts }) => {
    expect(loosely(all(template, { wildcards: reference.wildcards }))).toEqual(loosely(prompts));
  });

  it.each(reported.cases)('in reported cases: $template', ({ template, wildcards, expect: prompts }) => {
    expect(loosely(all(template, { wildcards, count: 40 }))).toEqual(loosely(prompts));
  });

  it.each(reference.cases)('one of them by chance: $template', ({ template, prompts }) => {
    const drawn = loosely(many(template, { wildcards: reference.wildcards, count: 60 }));
    // By chance a choice may meet its equal, one that is made once may fall otherwise, and what goes in turn goes with any.
    if (/=!|\$\$a\|a|@|__\{/.test(template)) expect(drawn.length).toBeGreaterThan(0);
    else expect(loosely(prompts)).toEqual(expect.arrayContaining(drawn));
  });
});

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
  expect(all('{-1$$a}')).toEqual(['a']);
  expect(all('{2$$$$a|b}')).toEqual(['ab', 'ba']);
  expect(all('{2$$ – $$a|b}')).toEqual(['a – b', 'b – a']);
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
  expect(all('__colours/*__', { wildcards })).toEqual(['blue', 'red']);
  expect(all('{2$$__hat(size=huge)__}', { wildcards: { hat: ['${size} hat'] } })).toEqual(['huge hat']);
  expect(all('__[z-a]__ __[__ __..__', { wildcards })).toEqual(['__[z-a]__ __[__ __..__']);
  expect(all('__nothing__ __toString__', { wildcards })).toEqual(['__nothing__ __toString__']);
  expect(all('__loop__', { wildcards })[0]).toMatch(/^(x )+__loop__$/);
  expect(all('snake_case__ and __')).toEqual(['snake_case__ and __']);
});

it('goes in turn, from prompt to prompt and in whole rounds', () => {
  expect(expandPrompts('x {@a|b|c}', { count: 4 })).toEqual(['x a', 'x b', 'x c', 'x a']);
  expect(expandPrompts('{@{a|b}|c}', { count: 4, seed: 4 })).toEqual(['a', 'c', 'b', 'c']);
  expect(expandPrompts('__@w__', { count: 3, seed: 2, wildcards: { w: ['1', '2'] } })).toEqual(['1', '2', '1']);
  expect(expandPrompts('{@20$$a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v}')[0]).toMatch(/^a, b, c/);
});

it('leaves what it cannot read as text, and says so once', () => {
  const told = (template: string, options: ExpandPromptsOptions = {}) => {
    const codes: string[] = [];
    const prompts = expandPrompts(template, { ...options, count: 3, onWarning: ({ code }) => void codes.push(code) });
    return [prompts[0], ...codes];
  };
  expect(told('a {b')).toEqual(['a {b', 'template-text']);
  expect(told('{2$$a| 3::b')).toEqual(['{2$$a| 3::b', 'template-text']);
  expect(told('%{a ... b}')).toEqual(['%{a ... b}', 'template-text']);
  expect(told('${a b} ${c} ${c} ${d:}')).toEqual(['${a b} ${c} ${c} ', 'template-text', 'unknown-variable']);
  expect(told('__~no__ __no(x=1)__')).toEqual(['__~no__ __no(x=1)__', 'unknown-wildcard', 'unknown-wildcard']);
  expect(told('{2$$__no__}')).toEqual(['__no__', 'unknown-wildcard']);
  expect(told('${c=x ${c}}${c}')).toEqual(['x ${c}', 'unknown-variable']);
  expect(told('__l__', { wildcards: { l: ['__l__'] } })).toEqual(['__l__', 'endless-template']);
  expect(told('{!a}')).toEqual(['a', 'template-sampler']);
  expect(told('%{a b$$x}')).toEqual(['a bx', 'template-wrap']);
  expect(told('__l__', { wildcards: { l: ['{a'] } })).toEqual(['{a', 'template-text']);
  expect(told('50% of $5 {#fff|#fff} a_b c__d \\# \\${x} {//a}')).toEqual(['50% of $5 #fff a_b c__d # ${x} //a']);
});

it('keeps variables', () => {
  expect(all('${c=red}a ${c} cat, ${c}')).toEqual(['a red cat, red']);
  expect(all('${c=!{red|blue}}${c} ${c}')).toEqual(['red red']); // chosen once: of all, the first
  expect(new Set(many('${c=!{red|blue}}${c} ${c}'))).toEqual(new Set(['red red', 'blue blue']));
  expect(new Set(all('${c={red|blue}}${c} ${c}')).size).toBe(4);
  expect(all('${c:green} ${unknown}')).toEqual(['green ${unknown}']);
  expect(all('${c=${c}}${c}')).toEqual(['${c}']);
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
  for (const text of [
    '{a|b',
    'a|b}',
    '{2$$a',
    '$',
    '${',
    '${a',
    '(a:1.2), [b|c]',
    '{a {b|',
    '\\',
    '{x ${y=1',
    '%{',
    '%{a$$b',
    '100%',
    '__',
    '____',
  ])
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
    '%{a$$'.repeat(20_000),
    '{}/*'.repeat(25_000),
    '{} /*/'.repeat(15_000),
    '{#'.repeat(40_000),
    `{${'1'.repeat(100_000)}|b}`,
    `{${'1'.repeat(100_000)}$|b}`,
    '#'.repeat(100_000),
    '_'.repeat(100_000),
    '__a('.repeat(25_000),
    '__{'.repeat(30_000),
    '{2$$a'.repeat(20_000),
    `{${' '.repeat(100_000)}`,
    '\\'.repeat(100_000),
  ];
  for (const text of nasty) {
    const start = performance.now();
    expect(typeof expandPrompts(text)[0]).toBe('string');
    expect(performance.now() - start).toBeLessThan(2000);
  }
});

it('stays bounded', () => {
  expect(all('{a|b|c|d|e|f|g|h|i|j}'.repeat(8), { count: 50 })).toHaveLength(50);
  expect(all('{a|b}'.repeat(20_000), { count: 3 })).toHaveLength(3);
  expect(all('{9$$a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v}', { count: 50 })).toHaveLength(50);
  expect(all(`{9$$${Array.from({ length: 20 }, (_, index) => `\${v${index}:a}`).join('|')}}`)).toEqual([]);
  const bomb = {
    a: ['__b__'.repeat(20)],
    b: ['__c__'.repeat(20)],
    c: ['__d__'.repeat(20)],
    d: ['__e__'.repeat(20)],
    e: ['xxxxxxxxxx'],
  };
  expect(expandPrompts('__a__', { wildcards: bomb })[0]!.length).toBeLessThanOrEqual(1_000_000);
  expect(all('__a__', { wildcards: bomb })[0]!.length).toBeLessThanOrEqual(1_000_000);
  expect(all('__a__', { wildcards: { a: ['__a__'.repeat(20)] } })[0]!.length).toBeLessThanOrEqual(1_000_000);
  expect(() => expandPrompts(5 as never)).toThrow(expect.objectContaining({ argument: 'template' }));
  expect(() => expandPrompts('', { wildcards: { a: 'b' as never } })).toThrow(
    expect.objectContaining({ argument: 'wildcards.a' }),
  );
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
