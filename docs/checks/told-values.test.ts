import { expect, it } from 'vitest';
import { expectTold, withToldValues } from './told-values.js';

it.each([
  ['f(1); // 12', 'f(1)', '12'],
  ["f('a');\n// ['a', 'b', …]", "f('a')", "['a', 'b', …]"],
  ["console.log(a.b); // 'x', which is prose", 'a.b', "'x', which is prose"],
  ['(await f()).c; // { d: -Infinity }', '(await f()).c', '{ d: -Infinity }'],
])('checks %s', (code, value, comment) => {
  expect(withToldValues(code)).toContain(`expectTold(${value}, ${JSON.stringify(comment)});`);
});

it.each([
  'f(1); // the first',
  'f(1); // { a, b } of it',
  'const a = f(1); // 12',
  'f(1);\n\n// 12',
  'f(1); // 2 cats',
])('takes for prose: %s', (code) => expect(withToldValues(code)).toBe(code));

it.each([
  [0.615384, '0.615…'],
  [-1.1258398294448853, '-1.1258398, as torch says'],
  [12, '12'],
  [['a', 'b', 'c'], "['a', 'b', …]"],
  [[{ text: 'a', weight: 1 }], "[{ text: 'a', weight: 1 }]"],
])('finds %j told by %s', (value, comment) => expectTold(value, comment));

it.each([
  [0.625, '0.615…'],
  [120, '12'],
  [['a'], "['a', 'b', …]"],
  [['a', 'b', 'c'], "['a', 'b']"],
  [undefined, "'x'"],
])('finds %j not told by %s', (value, comment) => expect(() => expectTold(value, comment)).toThrow());
