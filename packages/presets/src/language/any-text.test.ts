import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePrompt, renderPrompt } from './a1111.js';
import { compelLanguage } from './compel.js';
import { composePrompt } from './compose.js';
import { schedulePrompt } from './schedule.js';

const signs = [
  '(',
  ')',
  '[',
  ']',
  ':',
  '|',
  '\\',
  ',',
  ' ',
  'a',
  'BREAK',
  'AND',
  '1.5',
  '.',
  '-',
  '+',
  '"',
  '\ud800',
  'é',
  '0.5',
  '3',
];
/** The same texts on every run. */
const anything = fc.sample(
  fc.array(fc.constantFrom(...signs), { maxLength: 23, size: 'max' }).map((parts) => parts.join('')),
  { numRuns: 4000, seed: 12345 },
);

it('reads any string: finite weights, ranges in order up to the last step', () => {
  for (const text of anything) {
    for (const { text: part, weight } of [
      ...parsePrompt(text),
      ...composePrompt(text),
      ...compelLanguage.parsePrompt(text),
      ...compelLanguage.blendPrompt(text),
    ]) {
      expect(typeof part).toBe('string');
      expect(Number.isFinite(weight), text).toBe(true);
    }
    const ends = schedulePrompt(text, 12).map(({ until }) => until);
    expect(ends.at(-1)).toBe(12);
    expect(
      ends.every((until, index) => until > (ends[index - 1] ?? 0)),
      text,
    ).toBe(true);
  }
});

it('keeps every character that is no grammar', () => {
  for (const text of anything) {
    const letters = (value: string) => value.replace(/[^aé]/g, '');
    expect(
      letters(
        parsePrompt(text)
          .map((part) => part.text)
          .filter((part) => part !== 'BREAK')
          .join(''),
      ),
      text,
    ).toBe(letters(text));
    if (!/[[\]]/.test(text)) expect(schedulePrompt(text, 7)).toEqual([{ until: 7, text }]);
  }
});

it('writes parts so that they are read back', () => {
  for (const text of anything) {
    const parts = parsePrompt(text.trim()).filter((part) => part.text.trim() === part.text);
    const merged = parsePrompt(renderPrompt(parts));
    expect(parsePrompt(renderPrompt(merged)), text).toEqual(merged);
  }
  const parts = [
    { text: 'a (b) \\ [c]', weight: 1.25 },
    { text: 'BREAK', weight: -1 },
    { text: 'd', weight: 1 },
  ];
  expect(parsePrompt(renderPrompt(parts))).toEqual(parts);
});

it.each([
  ['(', '('.repeat(100_000)],
  ['[', '['.repeat(100_000)],
  ['()', '()'.repeat(50_000)],
  ['nested', '('.repeat(50_000) + ')'.repeat(50_000)],
  ['[nested]', '['.repeat(50_000) + ']'.repeat(50_000)],
  ['mixed', '([)]'.repeat(25_000)],
  ['[|', '[|'.repeat(25_000) + ']'.repeat(50_000)],
  ['[:1]', '['.repeat(20_000) + ':1]'.repeat(26_666)],
  [':', ':'.repeat(100_000)],
  [': ', `(${': '.repeat(50_000)}`],
  ['digits', `(a:${'1'.repeat(100_000)}`],
  ['digits behind AND', `a AND b:${'1'.repeat(99_990)}x`],
  ['digits in brackets', `[a:${'1'.repeat(99_990)}x]`],
  ['digits of compel', `a.attend(${'1'.repeat(99_990)}`],
  ['digits of a network', `withLora(a, ${'1'.repeat(99_980)}`],
  ['spaces', `${' '.repeat(99_995)}BREAK`],
  ['\\', '\\'.repeat(100_000)],
  ['+', `a${'+-'.repeat(50_000)}`],
  ['"', '"'.repeat(100_000)],
  ['" "', '"a '.repeat(33_000)],
  ['( (', '( '.repeat(50_000)],
  ['(a) (', '(a) ('.repeat(20_000)],
  ['("(', '("('.repeat(33_000)],
  ['.swap(', 'a.swap( '.repeat(12_000)],
  ['.swap(,', `a.swap(b,${'a'.repeat(99_000)}!)`],
  ['.blend', `("a", ${'"b",'.repeat(20_000)}).blend(1)`],
  ['.blend brackets', `(${'(a), '.repeat(20_000)}(b)).blend(1)`],
  ['withLora', 'withLora('.repeat(11_000)],
])('reads 100,000 characters of %s as if it went over them 200 times at most', (_, text) => {
  // Processor time, and the best of seven; against what this machine takes to go over the text.
  const best = (work: () => unknown) =>
    Math.min(
      ...Array.from({ length: 7 }, () => {
        const start = process.cpuUsage();
        work();
        const { user, system } = process.cpuUsage(start);
        return user + system;
      }),
    );
  const pass = best(() => {
    let sum = 0;
    for (let round = 0; round < 20; round++) for (const character of text) sum += character.length;
    return sum;
  });
  for (const read of [
    parsePrompt,
    composePrompt,
    compelLanguage.parsePrompt,
    compelLanguage.blendPrompt,
    (t: string) => schedulePrompt(t, 20),
  ]) {
    expect(best(() => read(text)) / pass).toBeLessThan(10);
  }
});
