import { expect, it } from 'vitest';
import { parsePythonJson } from './python-json.js';

it.each<[string, unknown]>([
  // What json.dumps of Python 3.11 writes for these values.
  ['{"a": -Infinity, "b": Infinity, "c": NaN}', { a: -Infinity, b: Infinity, c: Number.NaN }],
  ['[-Infinity, [NaN], {"x": [Infinity,\n  -Infinity\n]}]', [-Infinity, [Number.NaN], { x: [Infinity, -Infinity] }]],
  ['NaN', Number.NaN],
  [' -Infinity\n', -Infinity],
  ['{"note": "NaN, -Infinity]", "x": NaN}', { note: 'NaN, -Infinity]', x: Number.NaN }],
  ['{"a \\"b": ", NaN }", "NaN": Infinity}', { 'a "b': ', NaN }', NaN: Infinity }],
  ['\ufeff{"a": 1}', { a: 1 }],
  ['\ufeff{"a": NaN}\r\n', { a: Number.NaN }],
  ['{"a": null, "b": "Infinity"}', { a: null, b: 'Infinity' }],
])('reads %j', (text, value) => {
  expect(parsePythonJson(text)).toEqual(value);
});

it.each(['{"a": xNaN}', '{"a": --Infinity}', '{NaN: 1}', '{"a": NaN', '{"a": Infinit}', '{"a": 1,}', '', '-NaN'])(
  'refuses %j',
  (text) => {
    expect(() => parsePythonJson(text)).toThrow(SyntaxError);
  },
);
