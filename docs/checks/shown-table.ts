import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root } from './examples.js';

/** Expects a page to show a table between the marks of a name; UPDATE_DOCS=1 writes it there. */
export function expectShown(page: string, name: string, table: string): void {
  const path = join(root, page);
  const text = readFileSync(path, 'utf8');
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const before = text.slice(0, text.indexOf(begin) + begin.length);
  const wanted = `${before}\n${table}\n${text.slice(text.indexOf(end))}`;
  if (process.env['UPDATE_DOCS']) writeFileSync(path, wanted);
  else expect(text).toBe(wanted);
}
