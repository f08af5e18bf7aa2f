import * as web from '@overpaint/web';
import { expect, it } from 'vitest';
import * as overpaint from './index.js';

it.each([
  ['Node', overpaint],
  ['the browser', web],
] as const)('has styles and dynamic prompts without another package, in %s', (_, entry) => {
  expect(Object.keys(entry.styles).length).toBeGreaterThan(100);
  expect(entry.resolveStyle('OIL_PAINTING').name).toBe('oil-painting');
  expect(entry.expandPrompts('{a|b}', { combinatorial: true })).toEqual(['a', 'b']);
  expect(entry.defineStyle({ name: 'own', prompt: 'x' }).group).toBe('custom');
  expect(entry.parseStylesCsv('name,prompt\na,b')).toHaveLength(1);
  expect(entry.parseStylesJson([])).toEqual([]);
});
